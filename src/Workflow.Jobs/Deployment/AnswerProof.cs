using System.Globalization;
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
    public async Task RequireAsync(Uri url, DeploymentRequest request, int times, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = ScoringPipeline.Open(request.PipelineFile);
        string sample = await scorer.SampleRequestAsync(url, cancellationToken).ConfigureAwait(false);
        string[] expected = [.. pipeline.Golden.Rows[0].Outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))];
        for (int i = 0; i < times; i++)
        {
            IReadOnlyList<IReadOnlyList<string>> scores = await scorer.ScoreAsync(url, sample, cancellationToken).ConfigureAwait(false);
            if (scores.Count == 1 && scores[0].SequenceEqual(expected, StringComparer.Ordinal)) continue;
            throw new DeploymentException(
                $"{request.Endpoint} answers the sample request with {string.Join(", ", scores.SelectMany(row => row))}; training answered {string.Join(", ", expected)}");
        }
    }
}
