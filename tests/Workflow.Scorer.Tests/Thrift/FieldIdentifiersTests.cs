using Workflow.Scorer.Thrift;

namespace Workflow.Scorer.Tests.Thrift;

public sealed class FieldIdentifiersTests
{
    [Theory]
    [InlineData("psa_bar", "psaBar")]
    [InlineData("eff_fact_pct", "effFactPct")]
    [InlineData("fsa_vol_flow", "fsaVolFlow")]
    [InlineData("x1", "x1")]
    [InlineData("aB", "aB")]
    [InlineData("Day Charge", "dayCharge")]
    [InlineData("__a__b__", "aB")]
    [InlineData("Int'l Plan.0", "intLPlan0")]
    [InlineData("10_calls", "column10Calls")]
    [InlineData("größe", "grE")]
    [InlineData("温度", "column")]
    [InlineData("", "column")]
    [InlineData("class", "class_")]
    [InlineData("Class", "class_")]
    [InlineData("read", "read_")]
    [InlineData("i64", "i64_")]
    [InlineData("end_for", "endFor")]
    public void Of_OneName_MakesAnIdentifier(string name, string expected) => Assert.Equal([expected], FieldIdentifiers.Of([name]));

    [Fact]
    public void Of_NamesThatMeet_NumbersTheLaterOnes() => Assert.Equal(
        ["aB", "aB_2", "aB_3", "class_", "class__2", "column", "column_2", "column_3"],
        FieldIdentifiers.Of(["a_b", "aB", "A b", "class", "Class", "?", "column", "!"]));
}
