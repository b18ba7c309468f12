using System.Text.Json;
using FsCheck.Fluent;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Json;

public sealed class JobsJsonTests
{
    [Fact]
    public void Write_ADocument_HasCamelCaseNamesOfEnumerationsAndNulls()
    {
        var document = new { StepName = "a", State = RunState.Running, Absent = (string?)null };
        Assert.Equal("""{"stepName":"a","state":"Running","absent":null}""", JobsJson.Write(document));
        Assert.Equal("""{"stepName":"a","state":"Running"}""", JobsJson.WriteWire(document));
        Assert.Equal(JobsJson.Write(document), System.Text.Encoding.UTF8.GetString(JobsJson.WriteUtf8(document)));
        Assert.Equal(JobsJson.WriteWire(document), System.Text.Encoding.UTF8.GetString(JobsJson.WriteWireUtf8(document)));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTheLastBit() => Properties.Hold(
        from number in Gen.Choose(int.MinValue, int.MaxValue)
        from more in Gen.Choose(int.MinValue, int.MaxValue)
        from text in Gen.Choose(1, 0xD7FF).Select(letter => (char)letter).ArrayOf().Select(letters => new string(letters))
        select new VersionSummary(text, text, BitConverter.Int64BitsToDouble(((long)number << 32) | (uint)more), number / 7.0, 0, -0.0, text, number > more, (long)number * more),
        summary =>
        {
            if (summary.LogLoss is not { } logLoss || !double.IsFinite(logLoss)) return;
            Assert.Equal(summary, JobsJson.Read<VersionSummary>(JobsJson.Write(summary)));
            Assert.Equal(summary, JobsJson.Read<VersionSummary>(JobsJson.WriteUtf8(summary)));
        });

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"sizeBytes": "1"}""")]
    public void Read_AnotherDocument_IsRefused(string text)
    {
        Assert.Throws<JsonException>(() => JobsJson.Read<BuiltImage>(text));
        Assert.Throws<JsonException>(() => JobsJson.Read<BuiltImage>(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
