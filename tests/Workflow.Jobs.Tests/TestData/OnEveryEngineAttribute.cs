using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Runs a theory with every <see cref="DatabaseEngine"/>: the same words for both.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEveryEngineAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var postgres = new TheoryDataRow<DatabaseEngine>(DatabaseEngine.Postgres);
        postgres.Traits.Add("Needs", ["PostgreSQL"]);
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow<DatabaseEngine>(DatabaseEngine.Sqlite), postgres]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
