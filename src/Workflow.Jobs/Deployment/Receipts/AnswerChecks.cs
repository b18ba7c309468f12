using Workflow.Scoring.Format;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Asks a scorer which pipeline it answers with, and for the golden answers: digit for digit, as a client would see them.</summary>
public sealed class AnswerChecks(ScorerClient scorer)
{
    private const string Digest = "pipeline";
    private const string Answers = "golden answers";
    private readonly AnswerProof _proof = new(scorer);

    /// <summary>Asks.</summary>
    /// <param name="url">Base address of the scorer.</param>
    /// <param name="expected">What it has to be.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<IReadOnlyList<ProofCheck>> AskAsync(Uri url, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ScorerClient.Answer answer = await scorer.AskAsync(url, cancellationToken).ConfigureAwait(false);
        if (answer.Pipeline is not { } pipeline) return [ProofCheck.Unknown(Digest, answer.Reason ?? $"nobody answers at {url}")];
        var digest = ProofCheck.Compare(Digest, expected.PipelineSha256, pipeline);
        return digest.Outcome == ProofOutcome.Proven ? [digest, await CompareAsync(url, expected, cancellationToken).ConfigureAwait(false)] : [digest];
    }

    private async Task<ProofCheck> CompareAsync(Uri url, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        if (expected.PipelineFile is not { } file) return ProofCheck.Unknown(Answers, expected.PipelineProblem ?? "the scoring pipeline file is not here");
        if (expected.KeysProblem is { } unread) return ProofCheck.Unknown(Answers, unread);
        try
        {
            string? difference = await _proof.FindDifferenceAsync(url, expected.Endpoint, file, expected.Keys, cancellationToken).ConfigureAwait(false);
            return difference is null ? ProofCheck.Proven(Answers, "the sample request is answered as training answered it") : ProofCheck.Refuted(Answers, difference);
        }
        catch (ForeignAnswerException foreign)
        {
            // It says that it is ready, and does not speak as a scorer does.
            return ProofCheck.Refuted(Answers, foreign.Message);
        }
        catch (Exception silent) when (silent is WorkflowException or PipelineFileException)
        {
            return ProofCheck.Unknown(Answers, silent.Message);
        }
    }
}
