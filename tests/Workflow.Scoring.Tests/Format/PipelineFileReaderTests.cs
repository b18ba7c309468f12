using System.Security.Cryptography;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Format;

public sealed class PipelineFileReaderTests
{
    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Read_ValidFile_ReturnsEveryPart(ModelTask task)
    {
        PipelineDraft draft = SamplePipelines.Of(task);
        byte[] bytes = draft.ToZip().ToBytes();
        PipelineFileContent content = PipelineFileReader.Read(bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), content.Sha256);
        Assert.Equivalent(draft.Manifest, content.Manifest, strict: true);
        Assert.Equal(ModelCodec.Write(draft.Model), ModelCodec.Write(content.Model));
        Assert.Equivalent(draft.Golden, content.Golden, strict: true);
        Assert.Equal(draft.CardHtml, content.CardHtml);
        Assert.Equal(draft.CardJson, content.CardJson);
    }

    [Fact]
    public void Read_EmptyCard_IsAPart() =>
        Assert.Empty(PipelineFileReader.Read(Sample().With(PipelineEntries.CardHtml, []).ToBytes()).CardHtml);

    [Fact]
    public void Read_PathOfAValidFile_ReadsIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pipeline", Sample().ToBytes());
        Assert.Equal("sample", PipelineFileReader.Read(path).Manifest.Name);
    }

    [Fact]
    public void Read_MissingFile_NamesThePath()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "none.pipeline");
        AssertMessage(Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(path)), path, "cannot be read");
    }

    [Fact]
    public void Read_Folder_NamesThePath()
    {
        using var folder = new TemporaryFolder();
        AssertMessage(Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(folder.Path)), folder.Path, "cannot be read");
    }

    [Fact]
    public void Read_DamagedFile_NamesThePathAndThePart()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pipeline", Sample().With(PipelineEntries.Model, [1, 2, 3]).ToBytes());
        AssertMessage(
            Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(path)), path, "model.bin: truncated at the signature");
    }

    [Fact]
    public void Read_FileBeyondTheLimit_IsRefusedUnread()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pipeline", []);
        using (FileStream file = File.OpenWrite(path)) file.SetLength(PipelineFileReader.MaximumBytes + 1);
        AssertMessage(Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(path)), path, "are more than 1073741824");
    }

    [Fact]
    public void Read_EmptyFile_IsNoWholeZip() => AssertRefused([], "not a whole zip file");

    [Fact]
    public void Read_TruncatedFile_IsRefused()
    {
        byte[] bytes = Sample().ToBytes();
        for (int length = bytes.Length - 1; length >= 0; length -= 97)
        {
            Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(bytes[..length]));
        }
    }

    [Fact]
    public void Read_PartsInAnotherOrder_TellsTheOrder()
    {
        IReadOnlyList<(string Name, byte[] Content)> parts = Sample().Parts;
        AssertRefused(
            new PipelineZip([parts[1], parts[0], .. parts.Skip(2)]).ToBytes(), "pipeline.json, model.bin, golden.json, card.html, card.json");
    }

    [Fact]
    public void Read_MissingExtraOrRepeatedPart_IsRefused()
    {
        IReadOnlyList<(string Name, byte[] Content)> parts = Sample().Parts;
        AssertRefused(new PipelineZip([.. parts.Take(4)]).ToBytes(), "its parts must be");
        AssertRefused(new PipelineZip([.. parts, ("notes.txt", [1])]).ToBytes(), "its parts must be");
        AssertRefused(new PipelineZip([.. parts, parts[4]]).ToBytes(), "its parts must be");
        AssertRefused(new PipelineZip([.. parts.Take(4), ("Card.json", parts[4].Content)]).ToBytes(), "its parts must be");
    }

    [Theory]
    [InlineData(PipelineEntries.Manifest)]
    [InlineData(PipelineEntries.CardHtml)]
    public void Read_CompressedPart_IsNamed(string part) => AssertRefused(Sample().ToBytes(compressed: part), $"{part}: compressed");

    // These 23 bytes are 23 bytes when they are deflated.
    [Fact]
    public void Read_CompressedPartOfUnchangedLength_IsNamed()
    {
        PipelineZip zip = Sample().With(PipelineEntries.CardHtml, [.. "abcabcabcéüößÄñ§"u8]);
        byte[] bytes = zip.ToBytes(compressed: PipelineEntries.CardHtml);
        Assert.Equal(zip.ToBytes().Length, bytes.Length);
        AssertRefused(bytes, "card.html: compressed");
    }

    [Fact]
    public void Read_AlteredByte_NamesThePart()
    {
        PipelineZip zip = Sample();
        byte[] bytes = zip.ToBytes();
        foreach ((string name, byte[] content) in zip.Parts)
        {
            int middle = bytes.AsSpan().IndexOf(content) + (content.Length / 2);
            bytes[middle] ^= 0x20;
            AssertRefused(bytes, $"{name}: altered or damaged");
            bytes[middle] ^= 0x20;
        }
    }

    // Both headers of the first part claim nearly 4 GiB.
    [Fact]
    public void Read_PartLargerThanTheFile_IsRefusedBeforeItIsAllocated()
    {
        byte[] bytes = Sample().ToBytes();
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        bytes.AsSpan(18, 8).Fill(0xF0);
        bytes.AsSpan(directory + 20, 8).Fill(0xF0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bytes, PipelineEntries.Manifest);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Read_BytesThatBelongToNoPart_AreRefused()
    {
        byte[] bytes = Sample().ToBytes();
        AssertRefused([.. bytes, 0], "no part");
        AssertRefused([0, .. bytes], "zip");
        byte[] commented = [.. bytes, (byte)'!'];
        commented[^3] = 1;
        AssertRefused(commented, "no part");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(26)]
    [InlineData(28)]
    public void Read_HeaderOfAnotherShape_NamesThePart(int offset)
    {
        byte[] bytes = Sample().ToBytes();
        bytes[offset] ^= 1;
        AssertRefused(bytes, "pipeline.json: its header in the zip");
    }

    private static PipelineZip Sample() => SamplePipelines.Multiclass().ToZip();

    private static void AssertRefused(byte[] bytes, string reason) =>
        AssertMessage(Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(bytes)), reason);

    private static void AssertMessage(PipelineFileException refused, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
}
