using System.Globalization;
using Workflow.Jobs.Deployment.Access;
using Workflow.Scoring;

namespace Workflow.Jobs.Deployment;

/// <summary>Has a scorer prove over the wire, as a client would see it, that it answers what training answered: digit for digit.</summary>
public sealed class AnswerProof(ScorerClient scorer)
{
    /// <summary>Asks.</summary>
    /// <param name="url">Base address of the scorer.</param>
    /// <param name="request">What it has to be.</param>
    /// <param name="times">How often: repetitions warm it up.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DeploymentException">It answers something else.</exception>
    /// <exception cref="AccessException">It takes none of the request's keys, or answers without one.</exception>
    public async Task RequireAsync(Uri url, DeploymentRequest request, int times, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string[] expected = GoldenAnswers(request.PipelineFile);
        if (await FindOpennessAsync(url, request.Endpoint, request.Keys, cancellationToken).ConfigureAwait(false) is { } open) throw new AccessException(open);
        for (int i = 0; i < times; i++)
        {
            string? difference = await FindDifferenceAsync(url, request.Endpoint, expected, request.Keys, cancellationToken).ConfigureAwait(false);
            if (difference is not null) throw new DeploymentException(difference);
        }
    }

    /// <summary>Asks once, and tells what is not as training answered it; null where all is.</summary>
    /// <param name="url">Base address of the scorer.</param>
    /// <param name="endpoint">Name of the endpoint, for messages.</param>
    /// <param name="pipelineFile">The scoring pipeline file with the golden answers.</param>
    /// <param name="keys">The keys of which it has to want one.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DeploymentException">It refuses the request.</exception>
    public async Task<string?> FindDifferenceAsync(Uri url, string endpoint, string pipelineFile, ApiKeys keys, CancellationToken cancellationToken) =>
        await FindOpennessAsync(url, endpoint, keys, cancellationToken).ConfigureAwait(false)
        ?? await FindDifferenceAsync(url, endpoint, GoldenAnswers(pipelineFile), keys, cancellationToken).ConfigureAwait(false);

    private static string[] GoldenAnswers(string pipelineFile) =>
        [.. ScoringPipeline.Open(pipelineFile).Golden.Rows[0].Outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))];

    // Scorers of early releases know no keys: an image of theirs would answer everybody.
    private async Task<string?> FindOpennessAsync(Uri url, string endpoint, ApiKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return !keys.AreAsked || !await scorer.AnswersStrangersAsync(url, cancellationToken).ConfigureAwait(false)
            ? null
            : $"{endpoint} answers callers that show no API key, although its environment names {keys}. Where its image is of a release that knew none, have the image made anew (workflow image)";
    }

    private async Task<string?> FindDifferenceAsync(Uri url, string endpoint, string[] expected, ApiKeys keys, CancellationToken cancellationToken)
    {
        string sample = await scorer.SampleRequestAsync(url, keys, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<IReadOnlyList<string>> scores = await scorer.ScoreAsync(url, keys, sample, cancellationToken).ConfigureAwait(false);
        return scores.Count == 1 && scores[0].SequenceEqual(expected, StringComparer.Ordinal)
            ? null
            : $"{endpoint} answers the sample request with {string.Join(", ", scores.SelectMany(row => row))}; training answered {string.Join(", ", expected)}";
    }
}
