namespace Workflow.Jobs.Home;

/// <summary>A scratch directory, under a name of its own, for work that no worker has claimed. It is removed, with whatever is in it, at the end.</summary>
/// <param name="home">The home that it is made in: one that this process has locked or uses, or it may be taken for a leftover.</param>
public sealed class WorkDirectory(WorkflowHome home) : IDisposable
{
    private readonly Lazy<string> _path = new(() => Directory.CreateDirectory(System.IO.Path.Combine(home.Work, Guid.CreateVersion7().ToString("N"))).FullName);

    /// <summary>The directory; made when it is first asked for.</summary>
    public string Path => _path.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_path.IsValueCreated) Directory.Delete(_path.Value, recursive: true);
    }
}
