using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>The repository's pipelines.yaml at another place, with environments of platform process.</summary>
internal static class ProcessPipelines
{
    /// <summary>Writes it; its recipes are the repository's.</summary>
    /// <returns>Path of the file.</returns>
    public static async Task<string> WriteAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        string path = folder.File("pipelines.yaml"), text = await File.ReadAllTextAsync(Repository.Path("pipelines.yaml"), cancellationToken);
        string there = text.Replace("platform: auto", "platform: process", StringComparison.Ordinal).Replace("data-recipes/", $"{Repository.Path("data-recipes")}/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, there, cancellationToken);
        return path;
    }
}
