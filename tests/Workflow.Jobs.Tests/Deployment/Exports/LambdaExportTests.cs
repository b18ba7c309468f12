using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class LambdaExportTests
{
    private static readonly string[] Usual = [".gitignore", "README.md", "api.tf", "expected.json", "main.tf", "outputs.tf", "test.json", "versions.tf"];

    [Fact]
    public void Write_Usual_IsSound() => TestExports.AssertSound(() => Write(new LambdaOptions()), TestExports.Ecr);

    [Fact]
    public void Write_Usual_IsTheImageAsAFunctionBehindAKey()
    {
        IReadOnlyList<ExportedFile> files = Write(new LambdaOptions());
        Assert.Equal(Usual, files.Select(file => file.Path));
        foreach (string line in (string[])
        [
            "function = \"workflow-cooling\"", $"image    = \"{TestExports.Ecr}@{TestExports.Digest}\"", "package_type  = \"Image\"", "architectures = [\"x86_64\"]",
            "memory_size   = 1024", "timeout       = 29", "retention_in_days = 30", "SCORER_VERSION = \"cooling@3\"",
        ])
            Assert.Contains(line, files.Text("main.tf"), StringComparison.Ordinal);
        Assert.Contains("api_key_required = true", files.Text("api.tf"), StringComparison.Ordinal);
        Assert.Contains("region = \"eu-central-1\"", files.Text("versions.tf"), StringComparison.Ordinal);
        Assert.Contains("curl -s -H \"x-api-key: $(terraform output -raw api_key)\" -H 'content-type: application/json' -d @test.json ", HclShape.Read(files.Text("outputs.tf")).Texts.Single(text => text.StartsWith("curl ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(TestExports.Of(TestExports.Ecr).Sample.ScoreRequest, files.Text("test.json").TrimEnd());
    }

    [Fact]
    public void Write_Options_AreTaken()
    {
        IReadOnlyList<ExportedFile> files = Write(new LambdaOptions { Name = "Cool_er", Region = "eu-central-1", MemoryMebibytes = 128, Timeout = TimeSpan.FromMinutes(15), Bucket = "team.state" });
        Assert.Equal([.. Usual, "backend.tf"], files.Select(file => file.Path));
        Assert.Contains("function = \"workflow-Cool_er\"", files.Text("main.tf"), StringComparison.Ordinal);
        Assert.Contains("timeout       = 900", files.Text("main.tf"), StringComparison.Ordinal);
        Assert.Equal(["s3", "team.state", "workflow-Cool_er/terraform.tfstate", "eu-central-1", ">= 1.10"], HclShape.Read(files.Text("backend.tf")).Texts.OrderBy(text => text.StartsWith('>')));
        Assert.Contains("in the bucket `team.state`", files.Text("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Everything_IsHcl()
    {
        IReadOnlyList<ExportedFile> files = Write(new LambdaOptions { Bucket = "team-state" });
        Assert.All(files.Where(file => file.Path.EndsWith(".tf", StringComparison.Ordinal)), file => HclShape.Read(files.Text(file.Path)));
    }

    [Fact]
    public Task Write_Everything_IsAsTerraformFormatsIt() => Terraform.CheckFormatAsync(Write(new LambdaOptions { Bucket = "team-state" }));

    [Theory]
    [InlineData("registry.example.com/cooling", null, "Lambda takes images from Amazon ECR of its own region alone, ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY: push it there first, ./workflow image push cooling@3 ACCOUNT.dkr.ecr.REGION.amazonaws.com/cooling")]
    [InlineData("cooling", "eu-central-1", "push it there first, ./workflow image push cooling@3 ACCOUNT.dkr.ecr.eu-central-1.amazonaws.com/cooling")]
    [InlineData(TestExports.Ecr, "us-east-1", "it is in eu-central-1, and Lambda takes images from Amazon ECR of its own region alone, ACCOUNT.dkr.ecr.us-east-1.amazonaws.com/")]
    [InlineData(TestExports.Ecr, "eu-central-1\"", "a name such as eu-central-1 is needed")]
    [InlineData("12345.dkr.ecr.eu-central-1.amazonaws.com/cooling", null, "Amazon ECR")]
    [InlineData("123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.org/cooling", null, "Amazon ECR")]
    public void Write_ImageElsewhere_IsRefusedWithWhatToDo(string image, string? region, string words)
    {
        var refused = Assert.Throws<ExportException>(() => LambdaExport.Write(TestExports.Of(image), new LambdaOptions { Region = region }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AllWrong_IsToldAtOnce()
    {
        var options = new LambdaOptions { Name = "a b", Bucket = "A_B", Region = "moon", MemoryMebibytes = 127, Timeout = TimeSpan.FromSeconds(901) };
        string[] lines = Assert.Throws<ExportException>(() => Write(options)).Message.Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Equal("memory 127: 128 to 10240 MiB are allowed", lines[4]);
        Assert.Equal("timeout 901 s: whole seconds from 1 to 900 are allowed", lines[5]);
    }

    [Fact]
    public void Write_HostileOptions_AreRefused()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            Assert.Throws<ExportException>(() => Write(new LambdaOptions { Name = $"a{hostile}." }));
            Assert.Throws<ExportException>(() => Write(new LambdaOptions { Bucket = $"a{hostile}_" }));
            Assert.Throws<ExportException>(() => Write(new LambdaOptions { Region = $"eu-central-1{hostile}1" }));
        }
    }

    private static IReadOnlyList<ExportedFile> Write(LambdaOptions options) => LambdaExport.Write(TestExports.Of($"{TestExports.Ecr}:3"), options);
}
