using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 6609 (include) show.</summary>
public sealed class Rfc6609ExampleTests
{
    private static ScriptShelf Shelf => new()
    {
        Personal =
        {
            ["friends"] = """
                if address :is "from" "bo@home.example" { keep; }
                elsif address :is "from" "tove@home.example" { keep; }
                """,
            ["junk"] = """
                require ["reject"];
                if header :contains "Subject" "LOTTERY" { reject "No lotteries."; }
                elsif address :is "from" "prize@rival.example" { reject "You are not welcome."; }
                """,
            ["lists"] = """
                require ["fileinto"];
                if header :is "List-ID" "sailing.lists.example" { fileinto "Lists.Sailing"; }
                elsif header :is "List-ID" "paint.lists.example" { fileinto "Lists.Paint"; }
                """,
        },
        Global =
        {
            ["junk"] = """
                require ["reject"];
                if anyof (header :contains "Subject" "%%%", header :contains "Subject" "Get rich") { reject "No, thanks."; }
                """,
        },
    };

    [Theory]
    [InlineData("From: bo@home.example\r\nSubject: Hull\r\n\r\n", "keep")]
    [InlineData("From: x@home.example\r\nSubject: Get rich\r\n\r\n", "reject:No, thanks.")]
    [InlineData("From: x@home.example\r\nSubject: The LOTTERY of May\r\n\r\n", "reject:No lotteries.")]
    [InlineData("From: prize@rival.example\r\nSubject: Hull\r\n\r\n", "reject:You are not welcome.")]
    [InlineData("From: x@home.example\r\nList-Id: sailing.lists.example\r\n\r\n", "fileinto:Lists.Sailing")]
    [InlineData("From: bo@home.example\r\nList-Id: paint.lists.example\r\n\r\n", "keep fileinto:Lists.Paint")]
    [InlineData("From: x@home.example\r\nSubject: Hull\r\n\r\n", "keep")]
    public async Task Section_3_2_example_personal_and_site_scripts_of_one_name_run_in_their_turn(string message, string expected) =>
        Assert.Equal(expected, await Shelf.ActionsAsync("""
            require ["include"];
            include :personal "friends";
            include :global "junk";
            include :personal "junk";
            include :personal "lists";
            """, message));

    [Fact]
    public async Task Section_3_1_a_script_that_is_missing_is_an_error_of_the_run_unless_it_is_optional()
    {
        Assert.Equal("error", await Shelf.ActionsAsync("require \"include\"; include \"gone\"; discard;", "\r\n"));
        Assert.Equal("discard", await Shelf.ActionsAsync("require \"include\"; include :optional \"gone\"; discard;", "\r\n"));
    }

    [Theory]
    [InlineData("./../..//etc/passwd")]
    [InlineData("../junk")]
    [InlineData("")]
    public void Section_7_example_a_name_that_could_be_a_path_is_refused(string name) =>
        Assert.Contains("no name of a script", TestScripts.ErrorOf($"require \"include\"; include \"{name}\";"), StringComparison.Ordinal);

    [Fact]
    public async Task Section_7_example_a_name_that_could_be_a_command_is_only_a_name()
    {
        var shelf = new ScriptShelf { Personal = { ["oak$(`rm tree`)"] = "discard;" } };
        Assert.Equal("discard", await shelf.ActionsAsync("require \"include\"; include \"oak$(`rm tree`)\";", "\r\n"));
    }

    [Theory]
    [InlineData("Get rich by sailing", "fileinto:junk-Get rich")]
    [InlineData("%%% for you", "fileinto:junk-%%%")]
    [InlineData("Get rich: %%%", "fileinto:junk-Get rich")]
    [InlineData("Hull", "keep")]
    public async Task Section_3_4_1_example_a_script_works_as_a_subroutine_with_global_variables(string subject, string expected)
    {
        var shelf = new ScriptShelf
        {
            Personal =
            {
                ["look"] = """
                    require ["include", "variables"];
                    global ["word", "folder"];
                    if header :contains "Subject" "${word}" { set "folder" "junk-${word}"; }
                    """,
            },
        };
        Assert.Equal(expected, await shelf.ActionsAsync("""
            require ["fileinto", "include", "variables", "relational", "comparator-i;ascii-numeric"];
            global "word";
            global "folder";
            set "word" "%%%";
            include "look";
            set "word" "Get rich";
            include "look";
            if string :count "eq" :comparator "i;ascii-numeric" "${folder}" "1" { fileinto "${folder}"; stop; }
            """, $"Subject: {subject}\r\n\r\n"));
    }

    [Fact]
    public async Task Section_3_4_2_example_1_the_namespace_reaches_scripts_without_a_declaration()
    {
        var shelf = new ScriptShelf { Personal = { ["sets"] = "require [\"variables\", \"include\"]; set \"global.at_sea\" \"1\";" } };
        Assert.Equal("discard", await shelf.ActionsAsync("require [\"variables\", \"include\"]; include \"sets\"; if string \"${global.at_sea}\" \"1\" { discard; }", "\r\n"));
        Assert.Equal("keep", await shelf.ActionsAsync("require [\"variables\", \"include\"]; include \"sets\"; if string \"${at_sea}\" \"1\" { discard; }", "\r\n"));
    }

    [Fact]
    public async Task Section_3_4_2_example_2_a_declared_variable_and_the_namespace_are_one_and_the_same() =>
        Assert.Equal("vacation keep", await Shelf.ActionsAsync("""
            require ["variables", "include", "vacation"];
            global "at_sea";
            set "global.at_sea" "1";
            if string :is "${at_sea}" "1" { vacation "I am at sea indeed."; }
            """, "\r\n"));

    [Theory]
    [InlineData("require [\"variables\", \"include\"]; set \"global.boat.name\" \"x\";")]
    [InlineData("require [\"variables\", \"include\"]; set \"global.12\" \"x\";")]
    [InlineData("require [\"variables\"]; set \"global.boat\" \"x\";")]
    public void Section_3_4_2_names_below_the_namespace_are_plain_and_need_the_extension(string script) => Assert.NotEmpty(TestScripts.ErrorOf(script));

    [Fact]
    public async Task Section_3_5_example_changes_of_the_header_go_into_included_scripts_and_come_back()
    {
        var shelf = new ScriptShelf
        {
            Personal =
            {
                ["inner"] = """
                    require ["editheader", "fileinto"];
                    if allof (not exists "X-Old", exists "X-New") { fileinto "Seen inside"; }
                    deleteheader "X-New";
                    addheader "X-Inner" "y";
                    """,
            },
        };
        Assert.Equal("fileinto:Seen inside fileinto:Seen outside", await shelf.ActionsAsync("""
            require ["include", "editheader", "fileinto"];
            deleteheader "X-Old";
            addheader "X-New" "x";
            include "inner";
            if allof (not exists "X-New", exists "X-Inner") { fileinto "Seen outside"; }
            """, "X-Old: x\r\n\r\n"));
    }
}
