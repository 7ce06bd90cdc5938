using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Metadata;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Quota;

namespace MsgStore.Maildir.Tests;

/// <summary>Any octets end in a result, and what is written is read back.</summary>
[Properties(MaxTest = 2000, Arbitrary = [typeof(Hostile)])]
public sealed class ReaderProperties
{
    [Property]
    public bool Any_octets_as_file_name_end_in_a_result(byte[] octets) =>
        !MaildirName.TryParse(octets, out var name)
        || (name.BaseLength <= octets.Length && name.UniqueLength <= name.BaseLength && name.StoredSize >= -1 && name.WireSize >= -1
            && IsKey(MessageKeys.Of(octets.AsSpan(0, name.BaseLength), name.UniqueLength).Value));

    [Property]
    public void Any_octets_as_uid_list_end_in_ascending_uids(byte[] octets)
    {
        foreach (var list in new[] { UidListReader.Read(octets), UidListReader.ReadLegacy(octets) })
        {
            if (list == null)
                continue;
            Assert.NotEqual(0u, list.Validity);
            Assert.Equal(list.Entries.OrderBy(entry => entry.Uid).DistinctBy(entry => entry.Uid), list.Entries);
            Assert.All(list.Entries, entry => Assert.True(entry.Uid < list.Next && list.NameOf(entry).Length > 0));
        }
    }

    [Property]
    public void Uid_list_is_read_as_it_was_written(byte[] octets)
    {
        if (UidListReader.Read(octets) is not { } list)
            return;
        list.Add("new-name,S=1"u8);
        var again = UidListReader.Read(UidListWriter.Write(list, _ => true).ToArray())!;
        Assert.Equal((list.Validity, list.Next, list.HeaderFields), (again.Validity, again.Next, again.HeaderFields));
        Assert.Equal(list.Entries.Count + 1, again.Entries.Count);
        for (var i = 0; i < list.Entries.Count; i++)
        {
            Assert.Equal(list.NameOf(list.Entries[i]).ToArray(), again.NameOf(again.Entries[i]).ToArray());
            Assert.Equal(list.FieldsOf(list.Entries[i]).ToArray(), again.FieldsOf(again.Entries[i]).ToArray());
        }
    }

    [Property]
    public void Any_octets_as_annotations_end_in_a_result(byte[] octets)
    {
        _ = MetadataFile.Parse(octets);
        _ = MetadataFile.Parse((byte[])[.. "{\"/shared/a\":\""u8, .. octets, .. "\"}"u8]);
    }

    [Property]
    public void Any_octets_as_keyword_list_end_in_keywords(byte[] octets)
    {
        var list = KeywordList.Read(octets);
        Assert.All(list.ToSet(uint.MaxValue), keyword => Assert.True(KeywordSet.IsKeyword(keyword)));
        var again = KeywordList.Read(list.ToOctets());
        Assert.Equal(list.ToSet(uint.MaxValue), again.ToSet(uint.MaxValue));
    }

    [Property]
    public void Any_octets_as_quota_file_end_in_usage_not_below_zero(byte[] octets)
    {
        var isUsable = MaildirSize.TryRead(octets, out var size);
        Assert.True(size.Octets >= 0 && size.Messages >= 0 && size.LimitOctets is null or > 0 && size.LimitMessages is null or > 0);
        Assert.True(MaildirSize.TryRead(size.ToOctets(), out var again));
        Assert.True(!isUsable || again == size);
    }

    [Property]
    public bool Any_text_survives_modified_utf_7(NonNull<string> text)
    {
        var encoded = ModifiedUtf7.Encode(text.Get);
        return encoded.All(c => c is >= ' ' and <= '~') && ModifiedUtf7.TryDecode(encoded, out var decoded) && decoded == text.Get;
    }

    [Property]
    public bool Any_octets_as_folder_directory_are_none_or_that_very_directory(byte[] octets)
    {
        var directory = "." + Encoding.Latin1.GetString(octets);
        return !FolderDirectoryName.TryParse(directory, out var folder) || FolderDirectoryName.Of(folder) == directory;
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= 200 && key.All(c => c is > ' ' and <= '~');

    /// <summary>Octets that are likely to look like something: fragments of the formats among noise.</summary>
    private static class Hostile
    {
        public static Arbitrary<byte[]> Octets() => Gen.OneOf(
                ArbMap.Default.GeneratorFor<byte[]>(),
                Gen.Elements("3 V1 N5 Gab\n", "1 :", "2 W3 :a,S=1,W=2", "\n", ":2,", "STab", ",S=", ",W=-1", ",E=zz", "0 ", "25 x", "1000S,5C\n", "12 1\n", "&", "-", "&AO",
                    "1700000000.M1P2Q3Rab.h", "4294967295 :x\n", "1 7 9\n", " ", "\0", "\r", "99999999999999999999").Select(Encoding.Latin1.GetBytes))
            .ListOf().Select(parts => parts.SelectMany(part => part).ToArray()).ToArbitrary();
    }
}
