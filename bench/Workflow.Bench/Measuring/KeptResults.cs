using System.Text;
using Workflow.Training.Files;

namespace Workflow.Bench.Measuring;

/// <summary>
/// Results that took long and do not depend on the machine, kept by the content of all that made them, so that an interrupted benchmark goes on.
/// Times are never taken from here.
/// </summary>
/// <param name="root">The checkout.</param>
/// <param name="folder">Where in .artifacts.</param>
internal sealed class KeptResults(string root, string folder)
{
    private const int DigestLength = 24;

    /// <summary>A result that was kept, or a new one that is kept from now on.</summary>
    /// <param name="content">All that it depends on.</param>
    /// <param name="name">What it is, for the name of its file.</param>
    /// <param name="make">Makes it.</param>
    public async Task<string> GetAsync(IEnumerable<byte[]> content, string name, Func<Task<string>> make)
    {
        string directory = Path.Combine(root, ".artifacts", folder);
        string digest = Sha256Hex.Of([.. content.SelectMany(bytes => bytes)])[..DigestLength];
        string file = Path.Combine(directory, $"{digest}-{name}.json");
        if (File.Exists(file)) return await File.ReadAllTextAsync(file);
        string result = await make();
        Directory.CreateDirectory(directory);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(result));
        return result;
    }
}
