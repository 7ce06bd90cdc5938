using MsgStore.Tests.Shared;

namespace MsgStore.Protocols.Tests.ManageSieve;

/// <summary>Holds the table of examples to the tests.</summary>
public class ManageSieveTableTests
{
    private static readonly string Table = Path.Combine(AppContext.BaseDirectory, "ManageSieve", "README.md");

    [Fact]
    public void Every_test_of_the_table_exists()
    {
        Assert.NotEmpty(ExampleTable.Rows(Table));
        Assert.All(ExampleTable.Rows(Table), row => Assert.NotEmpty(row.Tests));
        Assert.Empty(ExampleTable.FindMissing(Table, typeof(ManageSieveTableTests).Assembly));
    }

    [Fact]
    public void Every_test_of_an_example_stands_in_the_table() => Assert.Empty(ExampleTable.FindUnlisted(Table, typeof(ManageSieveTableTests).Assembly));
}
