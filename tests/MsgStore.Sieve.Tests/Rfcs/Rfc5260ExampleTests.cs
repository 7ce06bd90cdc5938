using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5260 (date, index) show.</summary>
public sealed class Rfc5260ExampleTests
{
    [Theory]
    [InlineData("chief@quay.example", "Fri, 2 May 2025 10:00:00 -0700", "fileinto:Now")]
    [InlineData("chief@quay.example", "Fri, 2 May 2025 07:59:59 -0700", "keep")]
    [InlineData("chief@quay.example", "Fri, 2 May 2025 18:00:00 -0700", "keep")]
    [InlineData("bo@quay.example", "Fri, 2 May 2025 10:00:00 -0700", "keep")]
    public void Section_4_4_example_1_the_hours_of_the_sender_count_in_his_zone(string from, string date, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["date", "relational", "fileinto"];
        if allof (header :is "from" "chief@quay.example",
                  date :value "ge" :originalzone "date" "hour" "08",
                  date :value "lt" :originalzone "date" "hour" "18") { fileinto "Now"; }
        """, $"From: {from}\r\nDate: {date}\r\n\r\n"));

    [Theory]
    [InlineData("Sat, 3 May 2025 10:00:00 +0000", "fileinto:Later")]
    [InlineData("Sun, 4 May 2025 10:00:00 +0000", "fileinto:Later")]
    [InlineData("Mon, 5 May 2025 10:00:00 +0000", "keep")]
    public void Section_4_4_example_2_the_first_Received_field_tells_the_day_of_arrival(string date, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["date", "relational", "fileinto"];
        if anyof (date :is "received" "weekday" "0", date :is "received" "weekday" "6") { fileinto "Later"; }
        """, $"Received: from a by b; {date}\r\nReceived: from c by a; Wed, 7 May 2025 10:00:00 +0000\r\n\r\n"));

    [Theory]
    [InlineData(2, 12, "keep")]
    [InlineData(2, 7, "redirect:pager@quay.example")]
    [InlineData(2, 18, "redirect:pager@quay.example")]
    [InlineData(3, 12, "redirect:pager@quay.example")]
    [InlineData(4, 12, "redirect:pager@quay.example")]
    public void Section_5_1_example_1_an_action_is_bound_to_the_time_of_day_and_week(int day, int hour, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["date", "relational"];
        if anyof (currentdate :is "weekday" "0", currentdate :is "weekday" "6",
                  currentdate :value "lt" "hour" "08", currentdate :value "ge" "hour" "18") { redirect "pager@quay.example"; }
        """, environment: On(day, hour)));

    [Theory]
    [InlineData(4, "keep")]
    [InlineData(5, "vacation keep")]
    [InlineData(9, "vacation keep")]
    [InlineData(10, "keep")]
    public void Section_5_1_example_2_answers_begin_and_end_on_a_date(int day, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["date", "relational", "vacation"];
        if allof (currentdate :value "ge" "date" "2025-05-05", currentdate :value "le" "date" "2025-05-09") {
            vacation :days 7 "I am at sea in the second week of May.";
        }
        """, environment: On(day, 12)));

    [Fact]
    public void Section_5_1_example_3_folders_are_named_by_month_and_year() => Assert.Equal("fileinto:2025/05", TestScripts.Actions("""
        require ["date", "variables", "fileinto"];
        if currentdate :matches "month" "*" { set "month" "${1}"; }
        if currentdate :matches "year" "*" { set "year" "${1}"; }
        fileinto "${year}/${month}";
        """, environment: On(2, 12)));

    [Fact]
    public void Section_5_1_example_4_a_field_takes_the_date_of_the_run()
    {
        var part = SentMail.Kept(TestScripts.Evaluate("""
            require ["variables", "date", "editheader"];
            if currentdate :matches "std11" "*" { addheader "X-Filtered-On" "${0}"; }
            """, environment: On(2, 12)));
        Assert.Equal("Fri, 02 May 2025 12:00:00 +0000", part.Field("X-Filtered-On"));
    }

    [Theory]
    [InlineData("2 May 2025 09:00:01 -0500", "redirect:late@quay.example")]
    [InlineData("2 May 2025 09:00:00 -0500", "keep")]
    [InlineData("2 May 2025 15:30:00 +0000", "redirect:late@quay.example")]
    [InlineData("2 May 2025 13:30:00 +0000", "keep")]
    public void Section_6_1_example_the_second_Received_field_tells_whether_mail_came_late(string second, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["date", "relational", "index"];
        if date :value "gt" :index 2 :zone "-0500" "received" "iso8601" "2025-05-02T09:00:00-05:00" { redirect "late@quay.example"; }
        """, $"Received: from b by c; 9 May 2025 09:00:00 -0500\r\nReceived: from a by b; {second}\r\nReceived: from x by a; 1 May 2025 09:00:00 -0500\r\n\r\n"));

    private static TestEnvironment On(int day, int hour) => new() { Now = new(2025, 5, day, hour, 0, 0, TimeSpan.Zero) };
}
