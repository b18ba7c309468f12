using Workflow.Scoring.Golden;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Format;

/// <summary>The parts of a scoring pipeline file, read and checked one by one but not yet against each other.</summary>
/// <param name="Sha256">Digest of the whole file.</param>
/// <param name="Manifest">What the pipeline is.</param>
/// <param name="Model">The trained model.</param>
/// <param name="Golden">Rows with exact answers.</param>
/// <param name="CardHtml">The model card for people, UTF-8.</param>
/// <param name="CardJson">The model card for programs, UTF-8.</param>
public sealed record PipelineFileContent(
    string Sha256, PipelineManifest Manifest, MarginModel Model, GoldenRows Golden, byte[] CardHtml, byte[] CardJson);
