using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.Programs;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Images.Dockerfiles;

/// <summary>Keeps the files that a Dockerfile may copy as they are when a run begins: the same files make the same archive.</summary>
public sealed class DockerContexts(IArtifactStore artifacts)
{
    private const string IgnoreFile = ".dockerignore";
    private const int LargestBytes = 256 << 20;
    private const int LongestPath = 200;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>What is wrong with a Dockerfile and its context, with the place; null where nothing is.</summary>
    public static ConfigProblem? Problem(string directory, DockerfileConfig dockerfile)
    {
        ArgumentNullException.ThrowIfNull(dockerfile);
        string context = Path.GetFullPath(dockerfile.Context, directory), file = Path.GetFullPath(dockerfile.Path, directory);
        if (!Directory.Exists(context)) return Wrong(dockerfile, $"the context {context} is no folder");
        if (!File.Exists(file)) return Wrong(dockerfile, $"{file} does not exist");
        return file.StartsWith($"{context.TrimEnd('/')}/", StringComparison.Ordinal) ? null : Wrong(dockerfile, $"{file} is not in the context {context}: name a folder that has it");
    }

    /// <summary>Pins a Dockerfile with its context.</summary>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="ConfigurationException">A file cannot be taken.</exception>
    public async Task<DockerfileDefinition> PinAsync(string directory, DockerfileConfig dockerfile, CancellationToken cancellationToken)
    {
        if (Problem(directory, dockerfile) is { } problem) throw new ConfigurationException([problem]);
        string context = Path.GetFullPath(dockerfile.Context, directory).TrimEnd('/');
        string file = Path.GetFullPath(dockerfile.Path, directory)[(context.Length + 1)..];
        string ignore = Path.Combine(context, IgnoreFile);
        var ignored = new DockerIgnore(File.Exists(ignore) ? await File.ReadAllLinesAsync(ignore, cancellationToken).ConfigureAwait(false) : []);
        var files = new List<TarFile>();
        long bytes = 0;
        foreach (string path in Walk(context, context, dockerfile, path => path != file && path != IgnoreFile && ignored.LeavesOut(path)))
        {
            byte[] content = await ReadAsync(Path.Combine(context, path), dockerfile, cancellationToken).ConfigureAwait(false);
            bytes += content.Length;
            if (bytes > LargestBytes) throw Refused(dockerfile, string.Create(CultureInfo.InvariantCulture, $"the context {context} has more than {LargestBytes:N0} bytes: leave files out by {ignore}"));
            bool isExecutable = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path.Combine(context, path)) & AnyExecute) != UnixFileMode.None;
            files.Add(TarFile.Of(path, content) with { IsExecutable = isExecutable, IsOwnersToWrite = true });
        }

        using var tar = new MemoryStream();
        await DeterministicTar.WriteAsync(tar, files, cancellationToken).ConfigureAwait(false);
        tar.Position = 0;
        string sum = await artifacts.PutAsync(tar, cancellationToken).ConfigureAwait(false);
        return new DockerfileDefinition(file, sum, new SortedDictionary<string, string>(dockerfile.Arguments.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), dockerfile.HasNetwork);
    }

    private static IEnumerable<string> Walk(string context, string folder, DockerfileConfig dockerfile, Func<string, bool> isLeftOut)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            string path = entry.FullName[(context.Length + 1)..];
            bool isOut = isLeftOut(path);
            if (!isOut && entry.LinkTarget is not null) throw Refused(dockerfile, $"{entry.FullName} is a link: put the file itself there, or leave it out by {IgnoreFile}");
            if (!isOut && path.Length > LongestPath) throw Refused(dockerfile, $"{entry.FullName} has a path of {path.Length} characters, and {LongestPath} are allowed");
            if (entry is FileInfo && !isOut) yield return path;
            if (entry is not DirectoryInfo { LinkTarget: null } below) continue;
            foreach (string file in Walk(context, below.FullName, dockerfile, isLeftOut)) yield return file;
        }
    }

    private static async Task<byte[]> ReadAsync(string path, DockerfileConfig dockerfile, CancellationToken cancellationToken)
    {
        try
        {
            return await OutputFile.ReadAsync(path, LargestBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (OutputFileException unreadable)
        {
            throw Refused(dockerfile, $"{path} {unreadable.Message}");
        }
    }

    private static ConfigurationException Refused(DockerfileConfig dockerfile, string message) => new([Wrong(dockerfile, message)]);

    private static ConfigProblem Wrong(DockerfileConfig dockerfile, string message) => new(dockerfile.Location, "image.dockerfile", message);
}
