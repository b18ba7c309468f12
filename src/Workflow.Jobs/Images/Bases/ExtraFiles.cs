using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.Programs;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Images.Bases;

/// <summary>Files that users put into images: read beside pipelines.yaml, never through a link, and pinned.</summary>
public sealed class ExtraFiles(IArtifactStore artifacts)
{
    private const long LargestBytes = 64 << 20;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>What is wrong with a file, with its place; null where nothing is.</summary>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="file">The file.</param>
    public static ConfigProblem? Problem(string directory, ExtraFileConfig file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = directory;
        foreach (string part in file.Source.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null) return Wrong(file, $"{path} is a link: only files of the folder of pipelines.yaml itself are taken");
        }

        if (Directory.Exists(path)) return Wrong(file, $"{path} is a folder: name each file of it");
        if (!File.Exists(path)) return Wrong(file, $"{path} does not exist");
        long size = new FileInfo(path).Length;
        return size <= LargestBytes ? null : Wrong(file, string.Create(CultureInfo.InvariantCulture, $"{path} has {size:N0} bytes, and {LargestBytes:N0} are allowed: put it into the base"));
    }

    /// <summary>Keeps the files as they are now.</summary>
    /// <returns>The files by path in the image.</returns>
    /// <exception cref="ConfigurationException">With everything that is wrong with any of them.</exception>
    public async Task<IReadOnlyList<ExtraFileDefinition>> PinAsync(string directory, IReadOnlyList<ExtraFileConfig> files, CancellationToken cancellationToken)
    {
        ConfigProblem[] wrong = [.. files.Select(file => Problem(directory, file)).OfType<ConfigProblem>()];
        if (wrong.Length > 0) throw new ConfigurationException(wrong);
        var pinned = new List<ExtraFileDefinition>();
        foreach (ExtraFileConfig file in files.OrderBy(file => file.Target, StringComparer.Ordinal))
        {
            pinned.Add(await PinAsync(directory, file, cancellationToken).ConfigureAwait(false));
        }

        return pinned;
    }

    private async Task<ExtraFileDefinition> PinAsync(string directory, ExtraFileConfig file, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, file.Source);
        try
        {
            bool isExecutable = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;
            byte[] bytes = await OutputFile.ReadAsync(path, (int)LargestBytes, cancellationToken).ConfigureAwait(false);
            return new ExtraFileDefinition(file.Target, await artifacts.PutAsync(bytes, cancellationToken).ConfigureAwait(false), bytes.Length, isExecutable);
        }
        catch (OutputFileException unreadable)
        {
            throw new ConfigurationException([Wrong(file, $"{path} {unreadable.Message}")]);
        }
    }

    private static ConfigProblem Wrong(ExtraFileConfig file, string message) => new(file.Location, "image.extraFiles", message);
}
