using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.ManageSieve;

/// <summary>What the dialogues of RFC 5804 §2.5 to §2.12 show.</summary>
public class Rfc5804ScriptExampleTests
{
    [Fact]
    public async Task Section_2_5_examples_room_is_asked_for_by_name_and_size() => await PlayAsync("""
        C: HAVESPACE "boats" 999999
        S: NO (QUOTA/MAXSIZE) *
        C: HAVESPACE "boats" 435
        S: OK *
        """);

    [Fact]
    public async Task Section_2_6_and_2_12_examples_a_script_is_refused_taken_or_taken_with_a_warning() => await PlayAsync("""
        C: Putscript "boats" {13+}
        C: #words
        C: bad
        C:
        S: NO {*
        S: 1:1: error: "bad" is no command
        S: 1:2: error: nor is this
        C: Putscript "boats" {47+}
        C: require ["fileinto"];
        C:
        C: fileinto "in.boats";
        C:
        S: OK "Done"
        C: Putscript "onwards" {6+}
        C: odd;
        C:
        S: OK (WARNINGS) "1:1: warning: odd"
        C: CheckScript {13+}
        C: #words
        C: bad
        C:
        S: NO {*
        S: 1:1: error: "bad" is no command
        S: 1:2: error: nor is this
        C: CheckScript {7+}
        C: keep;
        C:
        S: OK "Done"
        C: LISTSCRIPTS
        S: "boats"
        S: "onwards"
        S: OK "Done"
        """);

    [Fact]
    public async Task Section_2_7_examples_names_are_listed_whatever_they_hold_and_one_is_active() => await PlayAsync("""
        C: PUTSCRIPT "june" "keep;"
        S: OK *
        C: PUTSCRIPT "main" "keep;"
        S: OK *
        C: PUTSCRIPT {11+}
        C: sly"scripts "keep;"
        S: OK *
        C: SETACTIVE "main"
        S: OK *
        C: Listscripts
        S: "june"
        S: "main" ACTIVE
        S: "sly\"scripts"
        S: OK *
        C: DELETESCRIPT "sly\"scripts"
        S: OK *
        C: listscripts
        S: "june"
        S: "main" ACTIVE
        S: OK *
        """);

    [Fact]
    public async Task Section_2_8_examples_a_script_is_made_active_none_is_and_a_missing_one_cannot_be() => await PlayAsync("""
        C: PUTSCRIPT "june" "keep;"
        S: OK *
        C: Setactive "june"
        S: OK *
        C: Setactive ""
        S: OK *
        C: LISTSCRIPTS
        S: "june"
        S: OK *
        C: Setactive "gone"
        S: NO (NONEXISTENT) *
        """);

    [Fact]
    public async Task Section_2_9_example_a_script_is_read_octet_by_octet() => await PlayAsync("""
        C: PUTSCRIPT "june" {31+}
        C: # what I do in June
        C: discard;
        C:
        S: OK *
        C: Getscript "june"
        S: {31}
        S: # what I do in June
        S: discard;
        S:
        S: OK *
        """);

    [Fact]
    public async Task Section_2_10_examples_a_script_is_deleted_but_not_the_active_one() => await PlayAsync("""
        C: PUTSCRIPT "june" "keep;"
        S: OK *
        C: PUTSCRIPT "main" "keep;"
        S: OK *
        C: SETACTIVE "main"
        S: OK *
        C: Deletescript "june"
        S: OK *
        C: Deletescript "main"
        S: NO (ACTIVE) *
        """);

    [Fact]
    public async Task Section_2_11_examples_a_script_is_renamed_but_not_to_a_name_that_is_taken() => await PlayAsync("""
        C: PUTSCRIPT "june" "keep;"
        S: OK *
        C: PUTSCRIPT "main" "keep;"
        S: OK *
        C: SETACTIVE "june"
        S: OK *
        C: Renamescript "june" "july"
        S: OK *
        C: Renamescript "main" "july"
        S: NO (ALREADYEXISTS) *
        C: Renamescript "june" "august"
        S: NO (NONEXISTENT) *
        C: LISTSCRIPTS
        S: "july" ACTIVE
        S: "main"
        S: OK *
        """);

    private static async Task PlayAsync(string dialogue)
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync(dialogue);
    }
}
