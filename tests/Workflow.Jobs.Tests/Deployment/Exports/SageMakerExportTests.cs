using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class SageMakerExportTests
{
    [Fact]
    public void Write_Usual_IsSound() => TestExports.AssertSound(() => Write(new SageMakerOptions()), TestExports.Ecr);

    [Fact]
    public void Write_Usual_IsAnEndpointWithARoleForItsRepositoryAlone()
    {
        IReadOnlyList<ExportedFile> files = Write(new SageMakerOptions());
        foreach (string line in (string[])
        [
            "endpoint = \"cooling\"", $"image    = \"{TestExports.Ecr}@{TestExports.Digest}\"", "name                     = \"cooling-aaaaaaaaaaaa\"", "instance_type          = \"ml.m5.large\"",
            "enable_network_isolation = true", "role     = \"\"",
        ])
            Assert.Contains(line, files.Text("main.tf"), StringComparison.Ordinal);
        Assert.Contains("arn:aws:ecr:eu-central-1:123456789012:repository/models/cooling", HclShape.Read(files.Text("role.tf")).Texts);
        Assert.Equal(TestExports.Of(TestExports.Ecr).Sample.InvocationRequest, files.Text("test.json").TrimEnd());
    }

    [Fact]
    public void Write_Everything_IsHcl()
    {
        IReadOnlyList<ExportedFile> files = Write(new SageMakerOptions { Name = "Cooler-1", Instance = "ml.t2.medium", Role = "arn:aws:iam::123456789012:role/service-role/scorer" });
        Assert.Contains("role     = \"arn:aws:iam::123456789012:role/service-role/scorer\"", files.Text("main.tf"), StringComparison.Ordinal);
        Assert.All(files.Where(file => file.Path.EndsWith(".tf", StringComparison.Ordinal)), file => HclShape.Read(files.Text(file.Path)));
    }

    [Fact]
    public Task Write_Everything_IsAsTerraformFormatsIt() => Terraform.CheckFormatAsync(Write(new SageMakerOptions()));

    [Fact]
    public void Write_ImageOfChina_NamesItsPartition() => Assert.Contains(
        "arn:aws-cn:ecr:cn-north-1:123456789012:repository/cooling",
        HclShape.Read(SageMakerExport.Write(TestExports.Of("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/cooling"), new SageMakerOptions()).Text("role.tf")).Texts);

    [Fact]
    public void Write_HostileOptions_AreRefused()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            Assert.Throws<ExportException>(() => Write(new SageMakerOptions { Name = $"a{hostile}_" }));
            Assert.Throws<ExportException>(() => Write(new SageMakerOptions { Instance = $"ml.m5.large{hostile}_" }));
            Assert.Throws<ExportException>(() => Write(new SageMakerOptions { Role = $"arn:aws:iam::123456789012:role/a{hostile}:" }));
            Assert.Throws<ExportException>(() => Write(new SageMakerOptions { Region = $"eu-central-1{hostile}1" }));
        }
    }

    [Fact]
    public void Write_ImageElsewhere_IsRefusedWithWhatToDo()
    {
        var refused = Assert.Throws<ExportException>(() => SageMakerExport.Write(TestExports.Of(TestExports.Repository), new SageMakerOptions { Name = new string('a', 51) }));
        Assert.Contains("SageMaker takes images from Amazon ECR", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 50 letters, digits and '-' between them are allowed", refused.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ExportedFile> Write(SageMakerOptions options) => SageMakerExport.Write(TestExports.Of($"{TestExports.Ecr}:3"), options);
}
