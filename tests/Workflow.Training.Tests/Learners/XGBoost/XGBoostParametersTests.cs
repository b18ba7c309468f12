using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class XGBoostParametersTests
{
    // Every one of these is deep, sampled and binned enough for a change of any single parameter to show.
    private static readonly XGBoostParameters Sampled = new() { Subsample = 0.8, ColsampleByTree = 0.7, ColsampleByLevel = 0.7, TreeMethod = "hist" };

    public static TheoryData<string, XGBoostParameters> Changes => new()
    {
        { "eta", Sampled with { Eta = 0.1 } },
        { "max_depth", Sampled with { MaxDepth = 1 } },
        { "min_child_weight", Sampled with { MinChildWeight = 3 } },
        { "subsample", Sampled with { Subsample = 0.5 } },
        { "colsample_bytree", Sampled with { ColsampleByTree = 0.4 } },
        { "colsample_bylevel", Sampled with { ColsampleByLevel = 0.4 } },
        { "lambda", Sampled with { Lambda = 7 } },
        { "seed", Sampled with { Seed = 43 } },
        { "max_bin", Sampled with { MaxBin = 4 } },
        { "tree_method", Sampled with { TreeMethod = "exact" } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Fit_OneParameterChanged_GivesAnotherModel(string name, XGBoostParameters changed)
    {
        Assert.Equal(Bytes(Sampled), Bytes(Sampled with { }));
        Assert.NotEqual(Bytes(Sampled), Bytes(changed));
        Assert.NotEqual(Sampled.ToTexts()[name], changed.ToTexts().GetValueOrDefault(name));
    }

    [Fact]
    public void ToTexts_Order_IsFixedAndMaxBinBelongsToHist()
    {
        const string Names = "eta max_depth min_child_weight subsample colsample_bytree colsample_bylevel lambda alpha gamma tree_method seed";
        Assert.Equal(Names, string.Join(' ', new XGBoostParameters().ToTexts().Keys));
        Assert.Equal(Names + " max_bin", string.Join(' ', Sampled.ToTexts().Keys));
    }

    private static byte[] Bytes(XGBoostParameters parameters)
    {
        FeatureMatrix matrix = TestMatrices.Numbers(5, rows: 150, features: 6);
        return ModelCodec.Write(new XGBoostLearner(parameters).Fit(matrix, 8, TestContext.Current.CancellationToken));
    }
}
