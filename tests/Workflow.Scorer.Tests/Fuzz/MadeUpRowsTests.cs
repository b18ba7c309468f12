using FsCheck;
using FsCheck.Fluent;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever rows are made up, in whatever form: they are scored or refused, and the same rows by all forms that can say them.</summary>
public sealed class MadeUpRowsTests(FuzzScorer scorer) : IClassFixture<FuzzScorer>
{
    public static TheoryData<string> Forms => [.. MadeUpForms.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Post_RowsOfAnyKind_AreAnsweredOrRefused(string form)
    {
        int accepted = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(FuzzCases.PerForm).WithReplay(801, 803),
            Prop.ForAll(MadeUpRows.Generator.ToArbitrary(), rows =>
            {
                FuzzRequest request = MadeUpForms.All[form](rows);
                if (FuzzChecks.Check(request, scorer.Answer(request), form)) accepted++;
            }));
        FuzzCases.Tell(form, FuzzCases.PerForm, accepted);
        Assert.InRange(accepted, FuzzCases.PerForm / 20, form.StartsWith("RPC", StringComparison.Ordinal) ? FuzzCases.PerForm : FuzzCases.PerForm * 9 / 10);
    }
}
