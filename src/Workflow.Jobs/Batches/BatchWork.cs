using Workflow.Jobs.Json;
using Workflow.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Batches;

/// <summary>Everything that decides the bytes of an output: of equal work the output is equal, wherever and whenever it is done.</summary>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="Version">The version that it is, model@7.</param>
/// <param name="Inputs">The files, in order.</param>
/// <param name="Kept">Fields of the input that are given back.</param>
/// <param name="HasContributions">Whether contributions are given.</param>
/// <param name="Output">How the output is written.</param>
internal sealed record BatchWork(string PipelineSha256, string Version, IReadOnlyList<InputFile> Inputs, IReadOnlyList<string> Kept, bool HasContributions, RowFileFormat Output)
{
    // Raised where a release writes another output for the same work.
    private const int Revision = 1;

    /// <summary>
    /// Identifier of the batch, a UUID (version 8) made of what is scored by what: the pipeline, and the names and digests of the files. The same predictions have the same
    /// identifiers, whatever is written beside them.
    /// </summary>
    public string Id => ModelIdentifier.FromSha256(Digest(new { PipelineSha256, inputs = Inputs.Select(input => new { input.Name, input.Sha256 }) })).ToString();

    /// <summary>Digest of everything.</summary>
    public string Key => Digest(new { Revision, PipelineSha256, Version, inputs = Inputs.Select(input => new { input.Name, input.Sha256 }), Kept, HasContributions, Output });

    private static string Digest(object document) => Sha256Hex.Of(JobsJson.WriteUtf8(document));
}
