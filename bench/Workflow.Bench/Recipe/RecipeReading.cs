using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Files;
using Workflow.Training.Recipes;

namespace Workflow.Bench.Recipe;

/// <summary>Reads an archive by the hydraulic recipe in a process of its own, and tells what it took.</summary>
internal static class RecipeReading
{
    /// <summary>Reads, and prints peak memory in megabytes and the digest of the dataset.</summary>
    public static int Run(string root, string archive)
    {
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(Path.Combine(root, "data-recipes", "hydraulic.yaml")), "hydraulic.yaml");
        Dataset dataset = RecipeReader.Read(
            recipe, "cool_cond_y", new SourceFile(archive, new string('0', 64), Simulated: true), Environment.ProcessorCount, null, CancellationToken.None);
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim().Split(' ')[0];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{double.Parse(peak, CultureInfo.InvariantCulture) / 1024:F0} {Sha256Hex.Of(DatasetFile.Write(dataset))[..12]} {dataset.RowCount}"));
        return 0;
    }
}
