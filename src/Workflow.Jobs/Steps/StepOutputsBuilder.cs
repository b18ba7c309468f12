using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>Collects what a step hands on.</summary>
internal sealed class StepOutputsBuilder(IArtifactStore artifacts)
{
    private readonly SortedDictionary<string, string> _artifacts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Keeps an artifact.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> AddAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string digest = await artifacts.PutAsync(bytes, cancellationToken).ConfigureAwait(false);
        _artifacts.Add(name, digest);
        return digest;
    }

    /// <summary>Keeps what a file holds as an artifact, a part at a time.</summary>
    public async Task AddAsync(string name, FileStream file, CancellationToken cancellationToken) =>
        _artifacts.Add(name, await artifacts.PutAsync(file, cancellationToken).ConfigureAwait(false));

    /// <summary>Keeps a document as an artifact.</summary>
    /// <returns>Its digest.</returns>
    public Task<string> AddDocumentAsync<T>(string name, T document, CancellationToken cancellationToken) =>
        AddAsync(name, JobsJson.WriteUtf8(document), cancellationToken);

    /// <summary>Keeps a value.</summary>
    public void AddValue(string name, string value) => _values.Add(name, value);

    /// <summary>Everything kept.</summary>
    public StepOutputs Build() => new(_artifacts, _values);
}
