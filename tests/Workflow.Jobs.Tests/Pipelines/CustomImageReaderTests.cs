using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class CustomImageReaderTests
{
    [Fact]
    public void Read_BaseAndFiles_AreThoseOfTheFile()
    {
        CustomImageConfig image = Read("""{base: "debian:12-slim", extraFiles: {"certs/ca.pem": /etc/ssl/ca.pem, tool: /opt/tool}}""")!;
        Assert.Equal("docker.io/library/debian:12-slim", image.Base!.ToString());
        Assert.Equal([("certs/ca.pem", "/etc/ssl/ca.pem"), ("tool", "/opt/tool")], image.ExtraFiles.Select(file => (file.Source, file.Target)));
    }

    [Fact]
    public void Read_NoImage_IsTheUsualOne() => Assert.Null(TestPipelines.Read(TestPipelines.Small).Model!.Image);

    [Theory]
    [InlineData("{}", "an image of your own needs a base, extraFiles or both")]
    [InlineData("""{base: "NO NAME"}""", "cannot be used")]
    [InlineData("{bas: debian}", "unknown key")]
    [InlineData("{extraFiles: {a: }}", "'a' needs a path in the image")]
    [InlineData("{extraFiles: {../a: /b}}", "cannot be taken")]
    [InlineData("{extraFiles: {/etc/passwd: /b}}", "cannot be taken")]
    [InlineData("{extraFiles: {a//b: /b}}", "cannot be taken")]
    [InlineData("{extraFiles: {'a\\b': /b}}", "cannot be taken")]
    [InlineData("{extraFiles: {a: b}}", "is no path in the image")]
    [InlineData("{extraFiles: {a: /b/../c}}", "is no path in the image")]
    [InlineData("{extraFiles: {a: /b/}}", "is no path in the image")]
    [InlineData("{extraFiles: {a: /.wh.etc}}", "is no path in the image")]
    [InlineData("{extraFiles: {a: '/b c'}}", "is no path in the image")]
    [InlineData("{extraFiles: {a: /app/scorer}}", "/app belongs to the scorer")]
    [InlineData("{extraFiles: {a: /model/model.pipeline}}", "/model belongs to the scorer")]
    [InlineData("{extraFiles: {a: /lib64/ld-linux-x86-64.so.2}}", "/lib64 belongs to the scorer")]
    [InlineData("{extraFiles: {a: /etc/ld.so.preload}}", "/etc/ld.so.preload belongs to the scorer")]
    [InlineData("{extraFiles: {a: /x, b: /x}}", "two files are to be '/x'")]
    [InlineData("{extraFiles: {a: /x, b: /x/y}}", "'/x' is to be a file")]
    [InlineData("{dockerfile: Dockerfile, base: debian}", "leave out base and extraFiles")]
    [InlineData("{context: x}", "none is named")]
    [InlineData("{dockerfile: Dockerfile, args: {WORKFLOW_IMAGE: x}}", "is set by the build")]
    [InlineData("{dockerfile: Dockerfile, args: {A: [x]}}", "'A' needs a text")]
    [InlineData("{dockerfile: Dockerfile, network: maybe}", "neither true nor false")]
    public void Read_WhatCannotBe_IsToldWithItsPlace(string image, string expected) =>
        Assert.Contains(TestPipelines.Problems(Yaml(image)), problem => problem.Path.StartsWith("pipelines.p.image", StringComparison.Ordinal) && problem.Message.Contains(expected, StringComparison.Ordinal));

    private static CustomImageConfig? Read(string image) => TestPipelines.Read(Yaml(image)).Model!.Image;

    private static string Yaml(string image) => $"pipelines: {{p: {{recipe: r.yaml, target: t, environments: {{dev: }}, image: {image}}}}}\n";
}
