using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Workflow.Testing.Files;
using Workflow.Training.Datasets;
using Workflow.Training.Files;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Datasets;

public sealed class DatasetFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Artifact => _folder.File("some.dataset");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            Dataset dataset = TestDatasets.Any(SeededRandom.For(seed, "dataset"));
            File.WriteAllBytes(Artifact, DatasetFile.Write(dataset));
            Dataset read = DatasetFile.Read(Artifact);
            Assert.Equal(dataset.Labels, read.Labels);
            Assert.Equal(Bits(dataset), Bits(read));
            Assert.Empty(read.Blocks);
            Assert.Equal(dataset.Schema.Classes, read.Schema.Classes);
            Assert.Equal(DatasetFile.Write(dataset), DatasetFile.Write(read));
        },
        tests: 100);

    [Fact]
    public void Read_Settings_AreTheSameAndRequired()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1, 0], 2).WithSettings(["load", "speed"], [0, 0, 1]);
        byte[] whole = DatasetFile.Write(dataset);
        File.WriteAllBytes(Artifact, whole);
        Dataset read = DatasetFile.Read(Artifact);
        Assert.Equal((IEnumerable<string>)["load", "speed"], read.Schema.Settings);
        Assert.Equal([0, 0, 1], read.Settings);
        Assert.Equal([0, 0, 1], read.Blocks);
        Assert.Equal(whole, DatasetFile.Write(read));
        AssertRefused(StoredZip.Create(Unpack(whole).Where(part => part.Name != "settings.i32")));
    }

    // Datasets of releases that knew no settings.
    [Fact]
    public void Read_SchemaWithoutSettings_KnowsNone()
    {
        byte[] whole = DatasetFile.Write(TestDatasets.OfLabels([0, 1], 2));
        File.WriteAllBytes(Artifact, StoredZip.Create(Unpack(whole).Select(part => part.Name == "schema.json" ? (part.Name, Without(part.Content, "settings")) : part)));
        Assert.Empty(DatasetFile.Read(Artifact).Schema.Settings);
    }

    [Fact]
    public void Write_EqualDatasets_HaveEqualBytes() => Assert.Equal(
        DatasetFile.Write(TestDatasets.Any(SeededRandom.For(5, "dataset"))), DatasetFile.Write(TestDatasets.Any(SeededRandom.For(5, "dataset"))));

    [Fact]
    public void Read_EveryTruncation_IsRefusedByName()
    {
        byte[] whole = DatasetFile.Write(TestDatasets.Numbers(new SeededRandom(1), 12, 3, 2));
        for (int length = 0; length < whole.Length; length += 1 + (length / 97)) AssertRefused(whole[..length]);
        AssertRefused(whole[..^1]);
    }

    // Times and names in the local headers decide nothing; all else is covered by lengths and checksums.
    [Fact]
    public void Read_OneByteAltered_IsRefusedByNameOrTheSameDataset()
    {
        Dataset dataset = TestDatasets.Numbers(new SeededRandom(2), 6, 2, 2);
        byte[] whole = DatasetFile.Write(dataset);
        int refused = 0;
        for (int i = 0; i < whole.Length; i += 3)
        {
            byte[] altered = [.. whole];
            altered[i] ^= 0x5A;
            if (!TryRead(altered, out Dataset? read)) refused++;
            else Assert.Equal(Bits(dataset), Bits(read!));
        }

        Assert.InRange(refused, (int)(whole.Length / 3 * 0.7), whole.Length);
    }

    [Fact]
    public void Read_AnotherVersion_NamesBoth()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1], 2);
        var newer = new Dataset(dataset.Schema with { FormatVersion = 2 }, dataset.Features, dataset.Labels);
        Assert.Contains("format version 2; this program reads version 1", AssertRefused(DatasetFile.Write(newer)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "schema.json is null")]
    [InlineData("{}", "missing required")]
    [InlineData("[", "not a whole dataset")]
    [InlineData("{\"formatVersion\": 1, \"unknown\": 2}", "unknown")]
    public void Read_SchemaThatIsNone_IsRefused(string json, string expected) =>
        Assert.Contains(expected, AssertRefused(StoredZip.Create([("schema.json", System.Text.Encoding.UTF8.GetBytes(json))])), StringComparison.Ordinal);

    [Fact]
    public void Read_NoZipNoFileOrAFolder_IsRefusedByName()
    {
        AssertRefused("not a zip"u8.ToArray());
        File.Delete(Artifact);
        AssertRefused(null);
        Directory.CreateDirectory(Artifact);
        AssertRefused(null);
    }

    [Fact]
    public void Read_PartMissingOrOfAnotherLength_IsRefused()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1], 2);
        (string Name, ReadOnlyMemory<byte> Content)[] parts = [.. Unpack(DatasetFile.Write(dataset))];
        Assert.Equal("schema.json features/0000.f64 labels.i32", string.Join(' ', parts.Select(part => part.Name)));
        foreach ((string name, _) in parts)
        {
            Assert.Contains($"{name} is missing", AssertRefused(StoredZip.Create(parts.Where(part => part.Name != name))), StringComparison.Ordinal);
        }

        AssertRefused(StoredZip.Create(parts.Select(part => part.Name == "labels.i32" ? (part.Name, part.Content[..^4]) : part)));
        AssertRefused(StoredZip.Create(parts.Select(part => part.Name == "labels.i32" ? (part.Name, new byte[9]) : part)));
    }

    private string AssertRefused(byte[]? bytes)
    {
        if (bytes is not null) File.WriteAllBytes(Artifact, bytes);
        var wrong = Assert.Throws<DatasetException>(() => DatasetFile.Read(Artifact));
        Assert.StartsWith(Artifact, wrong.Message, StringComparison.Ordinal);
        return wrong.Message;
    }

    private bool TryRead(byte[] bytes, out Dataset? dataset)
    {
        File.WriteAllBytes(Artifact, bytes);
        dataset = null;
        try
        {
            dataset = DatasetFile.Read(Artifact);
            return true;
        }
        catch (DatasetException wrong)
        {
            Assert.StartsWith(Artifact, wrong.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> json, string property)
    {
        JsonObject schema = JsonNode.Parse(json.Span)!.AsObject();
        Assert.True(schema.Remove(property));
        return System.Text.Encoding.UTF8.GetBytes(schema.ToJsonString());
    }

    private static long[] Bits(Dataset dataset) => [.. dataset.Features.SelectMany(cells => cells).Select(BitConverter.DoubleToInt64Bits)];

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Unpack(byte[] bytes)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bytes));
        foreach (System.IO.Compression.ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            yield return (entry.FullName, copy.ToArray());
        }
    }
}
