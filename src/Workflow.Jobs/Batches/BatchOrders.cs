using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Batches;

/// <summary>The outputs that a batch makes.</summary>
internal static class BatchOrders
{
    /// <summary>Finds the files that are there now, and says what becomes of them.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="version">The version that scores, model@7.</param>
    /// <exception cref="BatchException">A file is not there, or two of them would become the same output.</exception>
    public static IReadOnlyList<BatchOrder> Of(BatchDefinition batch, string version)
    {
        IReadOnlyList<string> files = InputFiles.Find(batch.Inputs);
        if (!batch.IsIntoFolder) return [Order(files, batch.Output)];
        IGrouping<string, string>? same = files.GroupBy(file => Path.GetFileName(file), StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        if (same is not null) throw new BatchException($"{string.Join(" and ", same)} would both become {Path.Join(batch.Output, same.Key)}; score them into different folders");
        return [.. files.Select(file => Order([file], Path.Join(batch.Output, Path.GetFileName(file))))];

        BatchOrder Order(IReadOnlyList<string> inputs, string output) => new(version, inputs, output)
        {
            Kept = batch.Options.Kept,
            HasContributions = batch.Options.HasContributions,
            MostErrors = ErrorLimit.Parse(batch.Options.MostErrors) ?? throw new BatchException($"'{batch.Options.MostErrors}' is no limit of wrong rows: {ErrorLimit.Forms}"),
            Existing = batch.Existing,
        };
    }
}
