using Workflow.Testing.Onnx;

namespace Workflow.Training.Tests.Onnx;

/// <summary>Exported models as others see them.</summary>
[Trait("Needs", "Node")]
public sealed class OnnxPeersTests(ExportedModels exported) : IClassFixture<ExportedModels>
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Kinds => [.. ExportedModels.KindNames];

    [Fact]
    public void Check_OfEveryModel_FindsNothing() => Assert.Empty(exported.Complaints);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_OfEveryRow_IsWhatTheScoringRuntimeSays(string kind)
    {
        double[] differences = [.. exported.Of(kind).Select(one => OnnxComparison.LargestDifference(one.Case, one.Answer))];

        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: {differences.Max():E1} in {differences.Length} models");
        Assert.All(differences, difference => Assert.InRange(difference, 0, Tolerance));
    }
}
