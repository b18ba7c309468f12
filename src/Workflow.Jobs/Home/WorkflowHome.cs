using Workflow.Training.Files;

namespace Workflow.Jobs.Home;

/// <summary>The directory that holds all state (<c>.workflow</c>, or WORKFLOW_HOME), and the names in it.</summary>
public sealed class WorkflowHome
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Opens a home and makes its directories, readable by this user alone.</summary>
    /// <exception cref="HomeException">The directory cannot be made or written.</exception>
    public WorkflowHome(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            foreach (string directory in (string[])[Path, Artifacts, Downloads, Engine, Images, Endpoints, Keys, Logs, Work])
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
                else Directory.CreateDirectory(directory, Private);
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new HomeException(
                $"the state directory {Path} cannot be made: {denied.Message} Set WORKFLOW_HOME to a directory that you may write.", denied);
        }
    }

    /// <summary>The directory itself.</summary>
    public string Path { get; }

    /// <summary>What marks things outside as this home's: containers, groups, workloads.</summary>
    public string Id => Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(Path))[..16];

    /// <summary>Address and key of the running server.</summary>
    public string ServerFile => Combine("server.json");

    /// <summary>Locked while a server, or a command that changes state, runs.</summary>
    public string LockFile => Combine("lock");

    /// <summary>Locked, together with others, by commands that keep temporary files in the home without holding the lock.</summary>
    public string UseFile => Combine("use");

    /// <summary>The embedded database.</summary>
    public string Database => Combine("workflow.db");

    /// <summary>Artifacts by content.</summary>
    public string Artifacts => Combine("artifacts");

    /// <summary>Copies of artifacts that are kept in a bucket, made when the first is asked for. They can be removed at any time.</summary>
    public string ArtifactCopies => Combine("artifact-copies");

    /// <summary>Downloaded sources.</summary>
    public string Downloads => Combine("downloads");

    /// <summary>Published scorers and their image layers, by source hash.</summary>
    public string Engine => Combine("engine");

    /// <summary>Images as an OCI layout.</summary>
    public string Images => Combine("images");

    /// <summary>Kubeconfig files that a cloud has handed out.</summary>
    public string Clusters => Combine("clusters");

    /// <summary>What a deployed endpoint needs at hand: one directory each.</summary>
    public string Endpoints => Combine("endpoints");

    /// <summary>The folder with the socket on which predictions of scorers are received. Containers see it, and nothing else of the home.</summary>
    public string Predictions => Combine("predictions");

    /// <summary>That socket.</summary>
    public string PredictionSocket => System.IO.Path.Combine(Predictions, "socket");

    /// <summary>Locked by the process of this home that listens on it.</summary>
    public string PredictionLock => Combine("predictions.lock");

    /// <summary>The key that signs images.</summary>
    public string Keys => Combine("keys");

    /// <summary>Log files.</summary>
    public string Logs => Combine("logs");

    /// <summary>One file per output that a batch is writing, locked by whoever does.</summary>
    public string Batches => Combine("batches");

    /// <summary>Scratch directories of running steps: run/step/fence.</summary>
    public string Work => Combine("work");

    /// <summary>Makes <see cref="Predictions"/> where it is not there. Users of containers, who see it and nothing else of the home, may pass through it.</summary>
    public void MakePredictions()
    {
        Directory.CreateDirectory(Predictions);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Predictions, Passable);
    }

    private string Combine(string name) => System.IO.Path.Combine(Path, name);
}
