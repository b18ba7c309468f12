using System.Globalization;

namespace Workflow.Bench.Serving;

/// <summary>A folder with requests as bench/peers/load.lua reads them.</summary>
/// <param name="Folder">Where it is.</param>
internal sealed record Load(string Folder)
{
    /// <summary>Writes one.</summary>
    /// <param name="parent">Where the folder is made.</param>
    /// <param name="name">Its name.</param>
    /// <param name="requests">Times in a round, path, content type and body of each request.</param>
    public static Load Write(string parent, string name, params IReadOnlyList<(int Times, string Path, string ContentType, byte[] Body)> requests)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        var lines = new List<string>();
        foreach ((int i, (int times, string path, string contentType, byte[] body)) in requests.Index())
        {
            string file = i.ToString(CultureInfo.InvariantCulture);
            File.WriteAllBytes(Path.Combine(folder, file), body);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{times}\t{path}\t{contentType}\t{file}"));
        }

        File.WriteAllLines(Path.Combine(folder, "requests"), lines);
        return new Load(folder);
    }
}
