using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Ensembles;

public sealed class EnsembleBuilderTests
{
    private const int Rows = 600;
    private const int Folds = 3;

    private static readonly int[] Labels = [.. Enumerable.Range(0, Rows).Select(row => row % 2)];
    private static readonly PriorFamily Kind = new(), OtherKind = new();
    private static readonly double[] Nine = [1.5, 1.6, 1.7, 1.5, 1.8, 2, 1.6, 2.5, 1.9];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Build_MoreCandidatesThanMembers_SharesSumToOneWithinTheSize(int most)
    {
        JudgedEnsemble ensemble = Build(Judged(Nine), most)!;
        Assert.InRange(ensemble.Members.Count, 2, most);
        Assert.All(ensemble.Members, member => Assert.InRange(member.Share, 1e-9, 1));
        Assert.Equal(1, ensemble.Members.Sum(member => member.Share), 12);
        Assert.Equal(ensemble.Members.Count, ensemble.Members.Select(member => member.Trial).Distinct().Count());
    }

    [Fact]
    public void Build_SameCandidatesInAnyOrder_IsTheSameToTheLastBit()
    {
        JudgedTrial[] candidates = Judged(Nine);
        string expected = Describe(Build(candidates, 5)!);
        Assert.Equal(expected, Describe(Build(candidates, 5)!));
        Assert.Equal(expected, Describe(Build([.. candidates.Reverse()], 5)!));
        Assert.Equal(expected, Describe(Build([.. candidates.OrderBy(trial => trial.Trial.Proposal.Index * 5 % 9)], 5)!));
    }

    // More of them than are looked at: which are is told by their places in the search.
    [Fact]
    public void Build_EqualLosses_AreTakenInTheOrderOfTheSearch()
    {
        JudgedTrial[] several = Judged(1.5, 1.6, 1.7);
        JudgedTrial[] candidates = [.. Enumerable.Range(0, 30).Select(index => several[index % 3] with { Trial = Trial(index, index < 15 ? Kind : OtherKind) })];
        Assert.Equal(Describe(Build(candidates, 5)!), Describe(Build([.. candidates.Reverse()], 5)!));
    }

    // A mean that is worse than the model that gets the whole share is no gain, whatever kind it is of.
    [Fact]
    public void Build_AModelBesideOthersOfItsKindThatKnowNothing_IsNone() =>
        Assert.Null(Build(Judged(1.5, double.PositiveInfinity, double.PositiveInfinity), 5));

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Build_ACandidateThatKnowsNothing_GetsNoShare(int useful)
    {
        JudgedTrial[] candidates = Judged([.. Nine.Take(useful), double.PositiveInfinity]);
        candidates[^1] = candidates[^1] with { Trial = Trial(useful, OtherKind) };
        JudgedEnsemble ensemble = Build(candidates, 10)!;
        Assert.DoesNotContain(candidates[^1], ensemble.Members.Select(member => member.Trial));
        Assert.InRange(ensemble.Members.Count, 2, useful);
    }

    // What one takes for the other class, the others mostly do not.
    [Fact]
    public void Build_CandidatesThatErrApart_DoesBetterThanEachAndThanTheirPlainAverage()
    {
        JudgedTrial[] candidates = Judged(1.5, 1.7, 1.6, 4);
        JudgedEnsemble ensemble = Build(candidates, 4)!;
        Assert.True(ensemble.Loss < candidates.Min(trial => trial.Loss));
        Assert.True(ensemble.Loss < Of(Labels).Loss(Average(candidates)));
        Assert.Equal(Of(Labels).Loss(ensemble.Calibrated), ensemble.Loss);
    }

    // Shares of models that are equally good are luck.
    [Fact]
    public void Build_EquallyGoodModelsOfOneKind_IsTheirPlainMean()
    {
        JudgedTrial[] candidates = [.. Judged(1.8, 1.8, 1.8, 1.8, 9, 9).Select((trial, i) => i < 4 ? trial : trial with { Trial = Trial(i, OtherKind) })];
        JudgedEnsemble ensemble = Build(candidates, 5)!;
        Assert.Equal(candidates.Take(4).Select(trial => (trial, 0.25)), ensemble.Members.Select(member => (member.Trial, member.Share)));
    }

    [Fact]
    public void Build_ModelsOfTheBestKindThatDifferInWorth_HaveSharesOfTheirOwn()
    {
        JudgedTrial[] candidates = [.. Judged(1.2, 4, 4, 1.3).Select((trial, i) => i < 3 ? trial : trial with { Trial = Trial(i, OtherKind) })];
        JudgedEnsemble ensemble = Build(candidates, 5)!;
        Assert.Contains(candidates[3], ensemble.Members.Select(member => member.Trial));
    }

    // An average of all would hear the same opinion three times.
    [Fact]
    public void Build_CopiesOfACandidate_ShareWhatItWouldGetAlone()
    {
        JudgedTrial[] two = Judged(1.5, 1.6);
        JudgedTrial[] candidates = [two[0], two[0] with { Trial = Trial(2) }, two[0] with { Trial = Trial(3) }, two[1]];
        JudgedEnsemble alone = Build(two, 4)!, ensemble = Build(candidates, 4)!;
        double ShareOf(JudgedEnsemble of) => of.Members.Single(member => member.Trial == two[1]).Share;
        Assert.Equal(ShareOf(alone), ShareOf(ensemble), 12);
        OutOfFold rows = Of(Labels);
        Assert.True(ensemble.Loss < rows.Loss(rows.CrossCalibrated(CalibrationKind.Temperature, Average(candidates))));
    }

    // Shares and temperature come from other folds: a row has no say in its own prediction.
    [Fact]
    public void Build_OtherLabelsInAFold_LeaveItsRowsAsTheyWere()
    {
        int[] fold = RowsOf()[1], others = [.. Labels];
        foreach (int row in fold.Take(30)) others[row] = 1 - others[row];
        JudgedTrial[] candidates = Judged(1.5, 1.6, 1.7);
        double[] before = Build(candidates, 3)!.Calibrated;
        double[] after = new EnsembleBuilder(Of(others), 3, 1).Build(candidates, TestContext.Current.CancellationToken)!.Calibrated;
        Assert.Equal(fold.Select(row => before[row]), fold.Select(row => after[row]));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Build_OneCandidateOrItsCopiesOrRoomForOne_IsNone()
    {
        JudgedTrial one = Judged(1.5)[0];
        Assert.Null(Build([one], 5));
        Assert.Null(Build([one, one with { Trial = Trial(1) }, one with { Trial = Trial(2) }], 5));
        Assert.Null(Build(Judged(Nine), 1));
    }

    [Fact]
    public void Build_Numbers_AreAveragedAsTheyAre()
    {
        SeededRandom random = new(2);
        double[] targets = [.. Enumerable.Range(0, Rows).Select(_ => 10 * random.NextNormal())];
        var rows = new OutOfFold(FeatureMatrix.ForRegression(new float[Rows], 1, targets), RowsOf());
        JudgedTrial[] candidates =
        [
            .. Enumerable.Range(0, 3).Select(index =>
            {
                double[] predicted = [.. targets.Select(target => target + random.NextNormal())];
                return new JudgedTrial(Trial(index), CalibrationKind.None, MarginCalibration.None, rows.Loss(predicted), predicted, rows.Loss(predicted));
            }),
        ];
        JudgedEnsemble ensemble = new EnsembleBuilder(rows, 3, 1).Build(candidates, TestContext.Current.CancellationToken)!;
        Assert.Equal(1, ensemble.Scale);
        Assert.Equal(1, ensemble.Members.Sum(member => member.Share), 12);
        Assert.InRange(ensemble.Loss, 0.5, 0.65);
    }

    private static double[] Average(JudgedTrial[] candidates) =>
        new OpinionPool(2).JoinMargins([.. candidates.Select(trial => trial.Calibrated)], [.. candidates.Select(_ => 1.0 / candidates.Length)]);

    private static string Describe(JudgedEnsemble ensemble) =>
        $"{string.Join(' ', ensemble.Members.Select(member => $"{member.Trial.Trial.Proposal.Index}: {member.Share:R}"))} {ensemble.Scale:R} {ensemble.Loss:R} {string.Join(' ', ensemble.Calibrated)}";

    private static JudgedEnsemble? Build(IReadOnlyList<JudgedTrial> candidates, int most) =>
        new EnsembleBuilder(Of(Labels), most, 1).Build(candidates, TestContext.Current.CancellationToken);

    // Each sees the class through noise of its own: of what width, or nothing else.
    private static JudgedTrial[] Judged(params double[] noise)
    {
        OutOfFold rows = Of(Labels);
        return [.. noise.Select((width, index) => Judge(rows, index, width))];
    }

    private static JudgedTrial Judge(OutOfFold rows, int index, double width)
    {
        SeededRandom random = SeededRandom.For(7, "noise", index);
        double[] margins = [.. Labels.Select(label => double.IsInfinity(width) ? random.NextNormal() : (2 * label) - 1 + (width * random.NextNormal()))];
        (CalibrationKind kind, MarginCalibration calibration, double[] calibrated) = rows.Calibrate(margins);
        return new JudgedTrial(Trial(index), kind, calibration, rows.Loss(margins), calibrated, rows.Loss(calibrated));
    }

    private static Trial Trial(int index, PriorFamily? family = null) => new(new TrialProposal(index, family ?? Kind, [], null), Folds);

    private static OutOfFold Of(int[] labels) => new(TestMatrices.Create(labels, 2, new float[Rows]), RowsOf());

    private static IReadOnlyList<int[]> RowsOf()
    {
        int[] assigned = StratifiedFolds.Assign(Labels, 2, Folds, 1, "test");
        return [.. Enumerable.Range(0, Folds).Select(fold => Enumerable.Range(0, Rows).Where(row => assigned[row] == fold).ToArray())];
    }
}
