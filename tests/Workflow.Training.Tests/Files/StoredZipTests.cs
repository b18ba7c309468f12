using System.Buffers.Binary;
using System.IO.Compression;
using Workflow.Training.Files;

namespace Workflow.Training.Tests.Files;

public sealed class StoredZipTests
{
    private static readonly (string Name, ReadOnlyMemory<byte> Content)[] Entries =
        [("b.json", "{}"u8.ToArray()), ("a/ü.bin", new byte[1000]), ("empty", Array.Empty<byte>())];

    [Fact]
    public void Create_Twice_GivesTheSameBytes() => Assert.Equal(StoredZip.Create(Entries), StoredZip.Create(Entries));

    // A change of these bytes changes the digest of every artifact.
    [Fact]
    public void Create_KnownEntries_NeverChange() =>
        Assert.Equal("07bde28a3748d261262d436183d7c9afe1e4dcecef7303e15b8a8914a7ef5ed1", Sha256Hex.Of(StoredZip.Create(Entries)));

    [Fact]
    public void Create_Entries_AreStoredInTheirOrderAtOneTime()
    {
        using var zip = new ZipArchive(new MemoryStream(StoredZip.Create(Entries)));
        Assert.Equal("b.json a/ü.bin empty", string.Join(' ', zip.Entries.Select(entry => entry.FullName)));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.All(zip.Entries, entry => Assert.Equal("100644", Convert.ToString((int)((uint)entry.ExternalAttributes >> 16), 8)));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        using Stream content = zip.Entries[1].Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        Assert.Equal(Entries[1].Content.ToArray(), copy.ToArray());
    }

    // 1980-01-01 00:00 in the form of the format, whatever the time zone of the machine.
    [Fact]
    public void Create_TimeInTheFile_IsTheFirstThatTheFormatKnows()
    {
        byte[] bytes = StoredZip.Create(Entries);
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(10)));
        Assert.Equal((1 << 5) | 1, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(12)));
    }

    [Fact]
    public void Create_OtherOrder_GivesOtherBytes() => Assert.NotEqual(StoredZip.Create(Entries), StoredZip.Create(Entries.Reverse()));
}
