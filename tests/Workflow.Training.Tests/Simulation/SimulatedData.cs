using System.IO.Compression;
using System.Text;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Simulation;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Simulation;

/// <summary>Makes simulated archives for tests and reads them back.</summary>
internal static class SimulatedData
{
    public const string Simulator = "hydraulic-rig";

    public static readonly string[] Files =
    [
        "PS1.txt", "PS2.txt", "PS3.txt", "PS4.txt", "PS5.txt", "PS6.txt", "EPS1.txt", "FS1.txt", "FS2.txt",
        "TS1.txt", "TS2.txt", "TS3.txt", "TS4.txt", "VS1.txt", "CE.txt", "CP.txt", "SE.txt", "profile.txt",
    ];

    public static async Task<byte[]> WriteAsync(SimulationOptions options)
    {
        using var bytes = new MemoryStream();
        await Simulators.WriteAsync(Simulator, bytes, options, progress: null, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public static Dictionary<string, string> Unpack(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.FullName, Text, StringComparer.Ordinal);

        static string Text(ZipArchiveEntry entry)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    public static string[] Lines(string text) => text[..^1].Split('\n');

    /// <summary>Reads an archive by the recipe of this repository.</summary>
    public static Dataset Read(byte[] archive, string target)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("workflow-simulation-").FullName, "simulated.zip");
        try
        {
            File.WriteAllBytes(path, archive);
            RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("hydraulic.yaml")), "hydraulic.yaml");
            var source = new SourceFile(path, new string('0', 64), Simulated: true);
            return RecipeReader.Read(recipe, target, source, threads: 2, progress: null, TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
