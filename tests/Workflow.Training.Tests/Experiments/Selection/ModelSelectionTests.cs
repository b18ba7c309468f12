using Workflow.Training.Experiments.Selection;
using Workflow.Training.Tests.Cards;

namespace Workflow.Training.Tests.Experiments.Selection;

public sealed class ModelSelectionTests
{
    [Fact]
    public void Choose_ByLoss_TakesTheLowest()
    {
        (ModelChoice chosen, string reason) = Choose([SelectionCriterion.Loss], Model("tree", 0.5, complexity: 1), Model("boosting", 0.2, complexity: 5));
        Assert.Equal("boosting", chosen.Entry.Learner);
        Assert.Equal("boosting chosen: lowest cross-validated loss of 2 models, 0.2", reason);
    }

    [Fact]
    public void Choose_EqualWithinTheTolerance_TakesTheSimplerAndSaysSo()
    {
        (ModelChoice chosen, string reason) = Choose([SelectionCriterion.Loss], Model("tree", 0.2019, complexity: 1), Model("boosting", 0.2, complexity: 5));
        Assert.Equal("tree chosen: equal cross-validated loss, simpler", reason);
        Assert.Equal("tree", chosen.Entry.Learner);
    }

    // F1 first, then AUC, then simplicity: the random forest's lower loss does not count.
    [Fact]
    public void Choose_EqualF1AndAuc_TakesTheDecisionTree()
    {
        (_, string reason) = Choose(
            [SelectionCriterion.F1, SelectionCriterion.Auc, SelectionCriterion.Simplicity],
            Model("random-forest", 0.1, f1: 0.9, auc: 0.95, complexity: 3),
            Model("decision-tree", 0.4, f1: 0.8995, auc: 0.9499, complexity: 1),
            Model("prior", 0.7, f1: 0.3, auc: 0.5, complexity: 0));
        Assert.Equal("decision-tree chosen: equal F1 and AUC, simpler", reason);
    }

    [Fact]
    public void Choose_ByAuc_TakesTheHighest()
    {
        (_, string reason) = Choose([SelectionCriterion.Auc], Model("a", 0.1, auc: 0.9), Model("b", 0.2, auc: 0.95));
        Assert.Equal("b chosen: highest AUC of 2 models, 0.95", reason);
    }

    // The first criterion left both: the second decided, and says so.
    [Fact]
    public void Choose_DecidedByTheSecondCriterion_SaysWhatWasEqual()
    {
        (_, string reason) = Choose(
            [SelectionCriterion.F1, SelectionCriterion.Auc, SelectionCriterion.Simplicity],
            Model("boosting", 0.2, f1: 0.9, auc: 0.95, complexity: 5),
            Model("tree", 0.1, f1: 0.9005, auc: 0.94, complexity: 1),
            Model("prior", 0.7, f1: 0.3, auc: 0.5, complexity: 0));
        Assert.Equal("boosting chosen: equal F1, highest AUC of 2 models, 0.95", reason);
    }

    [Fact]
    public void Choose_EqualAndAsSimple_TakesTheLowerLossAndSaysSo()
    {
        (ModelChoice chosen, string reason) = Choose([SelectionCriterion.F1], Model("a", 0.1, f1: 0.9), Model("b", 0.05, f1: 0.8999));
        Assert.Equal("b", chosen.Entry.Learner);
        Assert.Equal("b chosen: equal F1, of 2 models as simple the lowest cross-validated loss", reason);
    }

    [Fact]
    public void Choose_OneModel_IsTheOnlyOne() => Assert.Contains("only model", Choose([SelectionCriterion.Loss], Model("a", 1)).Reason, StringComparison.Ordinal);

    private static (ModelChoice Chosen, string Reason) Choose(SelectionCriterion[] criteria, params ModelChoice[] choices) => ModelSelection.Choose(choices, criteria);

    private static ModelChoice Model(string learner, double loss, double f1 = 0.5, double auc = 0.5, int complexity = 1) => new(
        TestCards.Trial(complexity) with { Learner = learner, Loss = loss, F1Macro = f1, AucMacro = auc }, complexity);
}
