using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Models;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>Whoever asks gets the same numbers, to the last bit: by every protocol, in a batch or row by row, for every kind of model.</summary>
public sealed class ProtocolAgreementTests(GrpcClients grpc) : IClassFixture<GrpcClients>
{
    private const int Rounds = 4;
    private const int RowsPerModel = 40;

    private static readonly Func<SeededNumbers, MarginModel>[] Kinds =
    [
        RandomModels.Linear, numbers => RandomModels.Trees(numbers).Flatten(), numbers => RandomModels.Forest(numbers).Flatten(),
        numbers => RandomModels.Calibrated(numbers, numbers.Between(1, 12), numbers.Between(1, 5)), RandomModels.Ensemble, RandomModels.Mixture,
    ];

    public static IEnumerable<TheoryDataRow<string>> Protocols =>
        [.. ProtocolClients.All.Keys.Select(name => new TheoryDataRow<string>(name)), .. GrpcClients.Names.Select(name => new TheoryDataRow<string>(name).WithTrait("Needs", "Python"))];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Score_AnyModelAndRows_GivesTheBitsOfOneRowAlone(string protocol)
    {
        for (ulong seed = 0; seed < (ulong)(Rounds * Kinds.Length); seed++)
        {
            var numbers = new SeededNumbers(seed);
            PipelineDraft draft = RandomPipelines.Around(numbers, Model(numbers, Kinds[(int)seed % Kinds.Length]));
            IReadOnlyList<string?[]> rows = RandomPipelines.Rows(numbers, draft.Manifest.Columns, RowsPerModel);
            await using RunningScorer scorer = await RunningScorer.StartAsync(draft.WithTrueAnswers([.. rows.Take(3)]).ToZip().ToBytes(), new ScorerOptions { GrpcPort = 0, ThriftPort = 0 });
            double[][] expected = [.. rows.Select(row => Assert.Single(ProtocolClients.Embedded(scorer.Pipeline!, [row])))];
            ProtocolClients.Client client = grpc.Find(protocol) ?? ProtocolClients.All[protocol];
            double[][] actual = await client(scorer, rows);
            Assert.Equal(expected.Length, actual.Length);
            for (int row = 0; row < expected.Length; row++)
            {
                IEnumerable<double> told = expected[row].Zip(actual[row], (score, other) => double.IsNaN(other) ? other : score);
                Assert.Equal(expected[row].Length, actual[row].Length);
                Assert.Contains(actual[row], score => !double.IsNaN(score));
                Assert.Equal(told.Select(BitConverter.DoubleToInt64Bits), actual[row].Select(BitConverter.DoubleToInt64Bits));
            }
        }
    }

    // Two classes have one margin.
    private static MarginModel Model(SeededNumbers numbers, Func<SeededNumbers, MarginModel> make)
    {
        MarginModel model;
        do model = make(numbers);
        while (model.MarginCount == 2);
        return model;
    }
}
