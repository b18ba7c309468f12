using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Tests.Deployment.Azure;

public sealed class SecretTextTests
{
    private const string Value = "hunter2";

    [Fact]
    public void Secret_WrittenInAnyWay_IsHidden()
    {
        var secret = new SecretText(Value);
        var record = new AzureToken(secret, DateTimeOffset.UnixEpoch);
        Assert.Equal(Value, secret.Reveal());
        string[] written = [secret.ToString(), $"{secret}", JobsJson.Write(secret), record.ToString(), JobsJson.Write(record)];
        Assert.All(written, text => Assert.DoesNotContain(Value, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bad password hunter2!", "bad password (secret)!")]
    [InlineData("nothing here", "nothing here")]
    public void RemoveFrom_Text_IsWithoutTheSecret(string text, string expected) => Assert.Equal(expected, new SecretText(Value).RemoveFrom(text));

    // In any order: one may begin with another.
    [Fact]
    public void Remove_OneBeginsWithAnother_LeavesNothingOfTheLongerOne()
    {
        SecretText[] keys = [new("prod"), new("prod-2026x"), new(string.Empty)];
        Assert.Equal("prefer (secret) to (secret)", SecretText.Remove(keys, "prefer prod-2026x to prod"));
        Assert.Equal("prefer (secret) to (secret)", new Jobs.Deployment.Kubernetes.KubectlInput(default, keys).Redact("prefer prod-2026x to prod"));
    }

    [Fact]
    public void RemoveFrom_EmptySecret_ChangesNothing() => Assert.Equal("text", new SecretText(string.Empty).RemoveFrom("text"));
}
