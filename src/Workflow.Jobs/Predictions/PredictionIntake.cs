using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Predictions;

/// <summary>Stores the lines of a prediction log as they come, some hundreds at a time, except the answers by which deployments prove themselves here.</summary>
/// <param name="store">Where they are stored.</param>
/// <param name="marks">By which those are known.</param>
public sealed class PredictionIntake(PredictionStore store, ProofMarks marks)
{
    private const int LargestBatch = 500;
    private const int LongestBatch = 4 * PredictionLines.LongestLine;

    /// <summary>Stores every line.</summary>
    /// <param name="endpoint">Endpoint of the scorer.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="cancellationToken">Ends it; what was stored stays.</param>
    /// <exception cref="PredictionException">A line is no record of a prediction. Those before it are stored.</exception>
    /// <exception cref="StorageException">The database cannot be written; some lines may be stored.</exception>
    public async Task StoreAsync(string endpoint, Stream lines, CancellationToken cancellationToken)
    {
        var batch = new List<ReceivedPrediction>();
        int length = 0;
        try
        {
            await foreach (ReceivedPrediction prediction in PredictionLines.ReadAsync(lines, cancellationToken).ConfigureAwait(false))
            {
                if (marks.IsMine(prediction.RequestId)) continue;
                batch.Add(prediction);
                length += prediction.Record.Length;
                if (batch.Count < LargestBatch && length < LongestBatch) continue;
                await AddAsync(endpoint, batch, cancellationToken).ConfigureAwait(false);
                (batch, length) = ([], 0);
            }
        }
        catch (PredictionException)
        {
            PredictionTelemetry.Refused(endpoint);
            await AddAsync(endpoint, batch, cancellationToken).ConfigureAwait(false);
            throw;
        }

        await AddAsync(endpoint, batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(string endpoint, List<ReceivedPrediction> batch, CancellationToken cancellationToken)
    {
        if (batch.Count > 0) PredictionTelemetry.Received(endpoint, await store.AddAsync(Projects.Default, endpoint, batch, cancellationToken).ConfigureAwait(false));
    }
}
