using Workflow.Jobs.Batches;

namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/batches</c>. Relative paths count from the folder of pipelines.yaml; all of them are of the machine on which the server works.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="In">Paths of the input; <c>*</c> stands for any letters of a name, <c>**</c> for any folders.</param>
/// <param name="Out">Path of the output; of a folder, for one output per input, where it ends in a slash or is one.</param>
/// <param name="Version">Number of the version, <c>latest</c>, or the environment that serves it; absent for the newest.</param>
/// <param name="Keep">Fields of the input that are given back.</param>
/// <param name="Contributions">Whether contributions are given.</param>
/// <param name="MaxErrors">How many rows of an output may be wrong: a number, or a share such as 1%; absent for 1%.</param>
/// <param name="Existing">What becomes of outputs that are there already; absent for the usual: in a folder what is scored stays, a single output is made anew where it would be another one.</param>
/// <param name="Cause">What asks, for the record.</param>
public sealed record ScoreBatchRequest(
    string Model,
    IReadOnlyList<string> In,
    string Out,
    string? Version = null,
    IReadOnlyList<string>? Keep = null,
    bool Contributions = false,
    string? MaxErrors = null,
    ExistingOutput? Existing = null,
    string? Cause = null);
