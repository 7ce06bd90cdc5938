using MsgStore.Tests.Shared;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>Holds the table of examples to the tests.</summary>
public sealed class RfcTableTests
{
    private static readonly string Table = Path.Combine(AppContext.BaseDirectory, "Rfcs", "README.md");

    private static readonly string[] Rfcs =
    [
        "RFC 3894", "RFC 5173", "RFC 5183", "RFC 5228", "RFC 5229", "RFC 5230", "RFC 5231", "RFC 5232", "RFC 5233", "RFC 5235", "RFC 5260", "RFC 5293", "RFC 5429", "RFC 5435", "RFC 5436", "RFC 5463", "RFC 5490",
        "RFC 5703", "RFC 5804", "RFC 6009", "RFC 6131", "RFC 6134", "RFC 6609", "RFC 7352", "RFC 8579", "RFC 8580", "RFC 9042", "draft-ietf-sieve-regex",
    ];

    [Fact]
    public void Every_test_of_the_table_exists() => Assert.Empty(ExampleTable.FindMissing(Table, typeof(RfcTableTests).Assembly));

    [Fact]
    public void Every_test_of_an_example_stands_in_the_table() => Assert.Empty(ExampleTable.FindUnlisted(Table, typeof(RfcTableTests).Assembly));

    [Fact]
    public void Every_row_names_a_test_and_every_RFC_has_rows()
    {
        var rows = ExampleTable.Rows(Table);
        Assert.All(rows, row => Assert.NotEmpty(row.Tests));
        Assert.Equal(Rfcs, rows.Select(row => row.Rfc).Distinct());
    }
}
