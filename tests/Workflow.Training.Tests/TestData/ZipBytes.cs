using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Workflow.Training.Tests.TestData;

/// <summary>Makes zip archives, whole and otherwise.</summary>
internal static class ZipBytes
{
    private const int CentralSignature = 0x02014b50;

    /// <summary>An archive of texts, deflated.</summary>
    public static byte[] Create(params IEnumerable<(string Name, string Text)> entries) =>
        Create(CompressionLevel.Optimal, [.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text)))]);

    /// <summary>An archive of bytes.</summary>
    public static byte[] Create(CompressionLevel compression, params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, compression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A copy whose directory declares other sizes for its first entry.</summary>
    public static byte[] DeclareSizes(byte[] zip, uint? compressed, uint? unpacked)
    {
        byte[] copy = [.. zip];
        int at = CentralDirectory(copy);
        if (compressed is { } c) BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at + 20), c);
        if (unpacked is { } u) BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at + 24), u);
        return copy;
    }

    /// <summary>An archive of empty entries that declares 64-bit sizes for each of them.</summary>
    public static byte[] DeclareLongSizes(long compressed, long unpacked, params IEnumerable<string> names)
    {
        byte[][] central = [.. names.Select(name => LongEntry(name, compressed, unpacked))];
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)central.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)central.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)central.Sum(entry => entry.Length));
        return [.. central.SelectMany(entry => entry), .. end];
    }

    /// <summary>Where the directory at the end of an archive begins.</summary>
    public static int CentralDirectory(byte[] zip)
    {
        for (int i = zip.Length - 46; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(i)) == CentralSignature && (i == 0 || First(zip, i))) return i;
        }

        throw new InvalidDataException("no directory");
    }

    private static bool First(byte[] zip, int at) => BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(zip.Length - 6)) == at;

    private static byte[] LongEntry(string name, long compressed, long unpacked)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] entry = new byte[46 + text.Length + 20];
        BinaryPrimitives.WriteInt32LittleEndian(entry, CentralSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(4), 45);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), 45);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(20), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), uint.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(28), (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), 20);
        text.CopyTo(entry, 46);
        Span<byte> extra = entry.AsSpan(46 + text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(extra, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], 16);
        BinaryPrimitives.WriteInt64LittleEndian(extra[4..], unpacked);
        BinaryPrimitives.WriteInt64LittleEndian(extra[12..], compressed);
        return entry;
    }
}
