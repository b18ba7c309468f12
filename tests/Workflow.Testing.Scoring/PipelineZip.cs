using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Workflow.Testing.Scoring;

/// <summary>Named parts in order, and the zip file of them: stored, dated 1980-01-01, as the product writes it.</summary>
public sealed class PipelineZip(params IReadOnlyList<(string Name, byte[] Content)> parts)
{
    public IReadOnlyList<(string Name, byte[] Content)> Parts { get; } = parts;

    public byte[] this[string name] => Parts.Single(part => part.Name == name).Content;

    public PipelineZip With(string name, byte[] content) =>
        new([.. Parts.Select(part => part.Name == name ? (name, content) : part)]);

    /// <summary>The same parts with one of them changed as JSON.</summary>
    public PipelineZip WithJson(string name, Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(this[name])!.AsObject();
        change(json);
        return With(name, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>The same parts with one of them changed as text.</summary>
    public PipelineZip WithText(string name, string what, string instead)
    {
        string text = Encoding.UTF8.GetString(this[name]);
        Assert.Contains(what, text, StringComparison.Ordinal);
        return With(name, Encoding.UTF8.GetBytes(text.Replace(what, instead, StringComparison.Ordinal)));
    }

    /// <summary>The file.</summary>
    /// <param name="compressed">Name of the part that is compressed; none where null.</param>
    public byte[] ToBytes(string? compressed = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in Parts)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, name == compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
