using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class XGBoostLibraryTests
{
    private static readonly string[] Installed = ["libworkflow-has-no-such-name.so.7", "libxgboost.so.0", "libxgboost.so", "xgboost.dll", "libxgboost.dylib"];

    [Fact]
    public void FindProblem_NoLibrary_TellsItsNameAndTheCommandThatInstallsIt()
    {
        string problem = Assert.IsType<string>(XGBoostLibrary.FindProblem(["libworkflow-has-no-such-name.so.7"], ompDynamic: null));
        Assert.Contains("libworkflow-has-no-such-name.so.7", problem, StringComparison.Ordinal);
        Assert.Contains("sudo apt-get install libxgboost0", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public void FindProblem_AnyOfTheNames_IsEnough(string? ompDynamic) => Assert.Null(XGBoostLibrary.FindProblem(Installed, ompDynamic));

    [Theory]
    [InlineData("true")]
    [InlineData("TRUE")]
    public void FindProblem_ThreadsByLoad_AreRefused(string ompDynamic) =>
        Assert.Contains("unset OMP_DYNAMIC", XGBoostLibrary.FindProblem(Installed, ompDynamic), StringComparison.Ordinal);
}
