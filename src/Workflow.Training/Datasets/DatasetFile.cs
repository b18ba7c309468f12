using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;
using Workflow.Training.Files;

namespace Workflow.Training.Datasets;

/// <summary>
/// The dataset artifact: a zip of <c>schema.json</c>, one little-endian array of doubles per feature and one of 32-bit class indices or, for
/// regression, of doubles; where settings are known, one of 32-bit numbers of their combinations. Equal datasets have equal bytes.
/// </summary>
public static class DatasetFile
{
    private const string SchemaEntry = "schema.json";
    private const string LabelsEntry = "labels.i32";
    private const string TargetsEntry = "targets.f64";
    private const string SettingsEntry = "settings.i32";

    /// <summary>The artifact's bytes.</summary>
    public static byte[] Write(Dataset dataset) => StoredZip.Create(Entries(dataset));

    /// <summary>Reads an artifact.</summary>
    /// <exception cref="DatasetException">Missing, truncated, altered or of another format version.</exception>
    public static Dataset Read(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            DatasetSchema schema = JsonSerializer.Deserialize(ReadEntry(zip, SchemaEntry), DatasetJson.Default.DatasetSchema)
                ?? throw new DatasetException($"{path}: {SchemaEntry} is null");
            if (schema.FormatVersion != DatasetSchema.CurrentFormatVersion)
            {
                throw new DatasetException(
                    $"{path}: format version {schema.FormatVersion}; this program reads version {DatasetSchema.CurrentFormatVersion}");
            }

            var features = new double[schema.Features.Count][];
            for (int i = 0; i < features.Length; i++) features[i] = ReadArray<double>(zip, FeatureEntry(i));
            Dataset dataset = schema.Task == ModelTask.Regression
                ? Dataset.ForRegression(schema, features, ReadArray<double>(zip, TargetsEntry))
                : new Dataset(schema, features, ReadArray<int>(zip, LabelsEntry));
            return schema.Settings.Count == 0 ? dataset : dataset.WithSettings(schema.Settings, ReadArray<int>(zip, SettingsEntry));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: not a whole dataset: {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Entries(Dataset dataset)
    {
        yield return (SchemaEntry, JsonSerializer.SerializeToUtf8Bytes(dataset.Schema, DatasetJson.Default.DatasetSchema));
        for (int i = 0; i < dataset.Features.Count; i++) yield return (FeatureEntry(i), Bytes<double>(dataset.Features[i]));
        yield return dataset.Task == ModelTask.Regression ? (TargetsEntry, Bytes<double>(dataset.Targets)) : (LabelsEntry, Bytes<int>(dataset.Labels));
        if (dataset.Schema.Settings.Count > 0) yield return (SettingsEntry, Bytes<int>(dataset.Settings));
    }

    private static string FeatureEntry(int index) => string.Create(CultureInfo.InvariantCulture, $"features/{index:D4}.f64");

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static T[] ReadArray<T>(ZipArchive zip, string name)
        where T : unmanaged
    {
        byte[] bytes = ReadEntry(zip, name);
        T[] values = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        return MemoryMarshal.AsBytes<T>(values).Length == bytes.Length ? values : throw new InvalidDataException($"{name} ends within a value");
    }

    private static byte[] ReadEntry(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"{name} is missing");
        if (entry.CompressedLength != entry.Length || entry.Length > Array.MaxLength) throw new InvalidDataException($"{name} is not stored as it is");
        var bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return Crc32.Hash(bytes) == entry.Crc32 ? bytes : throw new InvalidDataException($"{name} is damaged: its CRC-32 differs");
    }
}
