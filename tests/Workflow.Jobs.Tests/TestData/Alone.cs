namespace Workflow.Jobs.Tests.TestData;

/// <summary>Tests of this collection run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
