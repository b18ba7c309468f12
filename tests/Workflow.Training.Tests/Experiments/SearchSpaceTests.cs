using System.Globalization;
using Workflow.Training.Experiments;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Tests.Experiments;

public sealed class SearchSpaceTests
{
    private static readonly ExperimentDefinition Forty = new();

    [Fact]
    public void Propose_AllLearners_ComesFromTheBaselineToTheDraws()
    {
        ILearner[] learners = Propose(Forty with { Trials = 8 });
        Assert.Equal("prior logistic logistic logistic xgboost xgboost xgboost xgboost", string.Join(' ', learners.Select(learner => learner.Name)));
        Assert.Equal("0.1 0.01 0.001", string.Join(' ', learners[1..4].Select(learner => learner.Parameters["lambda"])));
        Assert.Equal(new XGBoostParameters { Seed = Forty.Seed }.ToTexts(), learners[4].Parameters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public void Propose_SomeTrials_AreThatManyInOrder(int trials)
    {
        IReadOnlyList<TrialProposal> proposals = SearchSpace.Propose(Forty with { Trials = trials }, 100);
        Assert.Equal(Enumerable.Range(0, trials), proposals.Select(proposal => proposal.Index));
    }

    [Theory]
    [InlineData("prior", 1)]
    [InlineData("logistic", 3)]
    [InlineData("xgboost", 40)]
    public void Propose_OneLearner_IsAloneAndSmallSearchesEndEarly(string learner, int expected)
    {
        ILearner[] learners = Propose(Forty with { Learners = [learner] });
        Assert.Equal(expected, learners.Length);
        Assert.All(learners, proposed => Assert.Equal(learner, proposed.Name));
    }

    [Fact]
    public void Propose_OrderOfLearners_DoesNotMatter() =>
        Assert.Equal(Texts(Propose(Forty)), Texts(Propose(Forty with { Learners = [.. SearchSpace.LearnerNames.Reverse()] })));

    [Fact]
    public void Propose_NoLearner_IsNothing() => Assert.Empty(Propose(Forty with { Learners = [] }));

    [Fact]
    public void Propose_SameSeed_GivesTheSameAndAnotherSeedOthers()
    {
        Assert.Equal(Texts(Propose(Forty)), Texts(Propose(Forty with { })));
        string[] other = Texts(Propose(Forty with { Seed = 43 }));
        Assert.Empty(Texts(Propose(Forty))[4..].Intersect(other[4..], StringComparer.Ordinal));
        Assert.Contains("seed 43", other[10], StringComparison.Ordinal);
    }

    // A larger budget continues the smaller search.
    [Fact]
    public void Propose_MoreTrials_BeginWithTheFewer() => Assert.Equal(Texts(Propose(Forty with { Trials = 12 })), Texts(Propose(Forty))[..12]);

    [Fact]
    public void Propose_Draws_DifferAndStayInTheirRanges()
    {
        string[][] drawn = [.. Propose(Forty with { Trials = 200 })[5..].Select(learner => learner.Parameters.Values.ToArray())];
        Assert.Equal(drawn.Length, drawn.Select(texts => string.Join(' ', texts)).Distinct(StringComparer.Ordinal).Count());
        IReadOnlyDictionary<string, string>[] parameters = [.. Propose(Forty with { Trials = 200 })[5..].Select(learner => learner.Parameters)];
        AssertSpread(parameters, "eta", 0.05, 0.5);
        AssertSpread(parameters, "min_child_weight", 0.1, 3);
        AssertSpread(parameters, "lambda", 0.1, 10);
        AssertChoices(parameters, "max_depth", "2 3 4 5 6 7 8");
        AssertChoices(parameters, "subsample", "0.8 0.9 1");
        AssertChoices(parameters, "colsample_bytree", "0.7 1");
        AssertChoices(parameters, "colsample_bylevel", "0.4 0.7 1");
    }

    [Theory]
    [InlineData(50_000, "exact")]
    [InlineData(50_001, "hist")]
    public void Propose_ManyRows_AreBinned(int rows, string treeMethod) =>
        Assert.All(Propose(Forty with { Learners = ["xgboost"] }, rows), learner => Assert.Equal(treeMethod, learner.Parameters["tree_method"]));

    // Half of the draws lie below the geometric mean of a range: orders of magnitude are equally likely.
    private static void AssertSpread(IReadOnlyDictionary<string, string>[] parameters, string name, double low, double high)
    {
        double[] values = [.. parameters.Select(texts => double.Parse(texts[name], CultureInfo.InvariantCulture))];
        Assert.All(values, value => Assert.InRange(value, low, high));
        Assert.InRange(values.Count(value => value < Math.Sqrt(low * high)) / (double)values.Length, 0.35, 0.65);
        Assert.All(values, value => Assert.Equal(value, Math.Round(value, value < 0.1 ? 5 : 4)));
    }

    private static void AssertChoices(IReadOnlyDictionary<string, string>[] parameters, string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', parameters.Select(texts => texts[name]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));

    private static ILearner[] Propose(ExperimentDefinition definition, int rows = 100)
    {
        using var matrices = new DMatrixCache();
        return [.. SearchSpace.Propose(definition, rows).Select(proposal => proposal.Create(matrices))];
    }

    private static string[] Texts(IEnumerable<ILearner> learners) =>
        [.. learners.Select(learner => $"{learner.Name} {string.Join(' ', learner.Parameters.Select(parameter => $"{parameter.Key} {parameter.Value}"))}")];
}
