using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Experiments;

/// <summary>The rows that an experiment is tested on.</summary>
internal static class TestRows
{
    /// <summary>Whether two experiments are tested on the same rows of the same source, so that their test figures compare.</summary>
    /// <returns>Null where one of them has not divided its rows yet, or they are not kept any more.</returns>
    public static async Task<bool?> AreSameAsync(RunDocuments one, RunDocuments other, CancellationToken cancellationToken)
    {
        if (await FindAsync(one, cancellationToken).ConfigureAwait(false) is not var (source, rows)) return null;
        if (await FindAsync(other, cancellationToken).ConfigureAwait(false) is not var (otherSource, otherRows)) return null;
        return source == otherSource && rows.AsSpan().SequenceEqual(otherRows);
    }

    private static async Task<(string Source, int[] Rows)?> FindAsync(RunDocuments documents, CancellationToken cancellationToken)
    {
        IngestReport? ingest = await documents.TryReadAsync<IngestReport>(IngestStep.Report, cancellationToken).ConfigureAwait(false);
        DataSplit? split = await documents.TryReadAsync<DataSplit>(SplitStep.Rows, cancellationToken).ConfigureAwait(false);
        return ingest is null || split is null ? null : (ingest.SourceSha256, [.. split.Test.Order()]);
    }
}
