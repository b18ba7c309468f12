namespace Workflow.Cli.Tests.TestData;

/// <summary>Tests of this collection share a trained model.</summary>
[CollectionDefinition(nameof(Trained))]
public sealed class Trained : ICollectionFixture<TrainedDesk>;
