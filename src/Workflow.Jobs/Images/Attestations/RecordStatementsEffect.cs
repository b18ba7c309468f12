using System.Data.Common;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>Keeps what was said of an image together with the success of the step that built it.</summary>
internal sealed class RecordStatementsEffect(IReadOnlyList<ImageStatement> statements) : IStepEffect
{
    /// <inheritdoc/>
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) =>
        ImageStatementStore.WriteAsync(transaction, statements, cancellationToken);
}
