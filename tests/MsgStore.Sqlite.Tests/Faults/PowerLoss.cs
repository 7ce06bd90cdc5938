namespace MsgStore.Sqlite.Tests.Faults;

/// <summary>Makes the files as a power cut after some recorded calls could have left them: what was flushed is there, of the rest any part.</summary>
internal static class PowerLoss
{
    private const int SectorOctets = 512;

    /// <summary>Writes the files into a directory.</summary>
    /// <param name="events">All recorded calls, from the first on the new database.</param>
    /// <param name="count">Calls before the cut.</param>
    /// <param name="seed">Chooses what of the unflushed survives; 0 for nothing, 1 for everything.</param>
    /// <param name="directory">Where.</param>
    public static void Write(IReadOnlyList<DiskEvent> events, int count, int seed, string directory)
    {
        var random = new Random(seed);
        var past = events.Take(count).ToList();
        foreach (var file in past.Where(e => e.Kind == DiskEventKind.Write).Select(e => e.File).Distinct())
        {
            var own = past[(DurableRemoval(past, file) + 1)..].Where(e => e.File == file && e.Kind is not (DiskEventKind.Mark or DiskEventKind.Open)).ToList();
            if (own.Count == 0)
                continue;
            var flushed = own.FindLastIndex(e => e.Kind == DiskEventKind.Sync) + 1;
            using var image = new MemoryStream();
            var exists = true;
            for (var i = 0; i < own.Count; i++)
                exists = Apply(image, own[i], _ => i < flushed || seed == 1 || (seed != 0 && random.Next(2) == 0)) ?? exists;
            if (exists)
                File.WriteAllBytes(Path.Combine(directory, file), image.ToArray());
        }
    }

    /// <summary>Where the file was removed for good: SQLite flushes the directory when it first flushes a log it has made; -1 for nowhere.</summary>
    private static int DurableRemoval(List<DiskEvent> past, string file)
    {
        var removed = past.FindLastIndex(e => e.Kind == DiskEventKind.Delete && e.File == file);
        return removed >= 0 && past.FindIndex(removed, e => e.Kind == DiskEventKind.Sync && e.File.EndsWith("-wal", StringComparison.Ordinal)) >= 0 ? removed : -1;
    }

    /// <summary>Applies a call sector by sector: a disk writes whole sectors, in any order. Tells whether the file exists, where the call decides it.</summary>
    private static bool? Apply(MemoryStream image, DiskEvent item, Func<long, bool> survives)
    {
        switch (item.Kind)
        {
            case DiskEventKind.Truncate when survives(0):
                image.SetLength(item.Offset);
                return null;
            case DiskEventKind.Delete when survives(0):
                image.SetLength(0);
                return false;
            case DiskEventKind.Write:
                var octets = item.Octets ?? [];
                for (var done = 0; done < octets.Length;)
                {
                    var sector = (int)Math.Min(octets.Length - done, SectorOctets - ((item.Offset + done) % SectorOctets));
                    if (survives(item.Offset + done))
                    {
                        image.Position = item.Offset + done;
                        image.Write(octets, done, sector);
                    }
                    done += sector;
                }
                return true;
            default:
                return null;
        }
    }
}
