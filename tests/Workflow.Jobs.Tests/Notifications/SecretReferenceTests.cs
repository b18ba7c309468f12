using System.Text;
using Workflow.Jobs.Notifications;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class SecretReferenceTests
{
    [Theory]
    [InlineData("plain secret\n", "plain secret")]
    [InlineData("whsec_cGxhaW4=", "plain")]
    public void ReadKey_OfAFile_IsItsTextOrWhatItEncodes(string text, string key)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("secret"), text);
        Assert.Equal(key, Encoding.UTF8.GetString(SecretReference.Parse($"file:{folder.File("secret")}")!.ReadKey()));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("whsec_", "base64 does not follow")]
    [InlineData("whsec_hunter2!", "base64 does not follow")]
    public void ReadKey_UnusableSecret_SaysSoWithoutIt(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("secret"), text);
        string told = Assert.Throws<NotificationException>(() => SecretReference.Parse($"file:{folder.File("secret")}")!.ReadKey()).Message;
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadKey_VariableThatIsNotSet_SaysWhich() => Assert.Equal(
        "the secret env:WORKFLOW_NO_SUCH_SECRET is not set in the environment of this process",
        Assert.Throws<NotificationException>(() => SecretReference.Parse("env:WORKFLOW_NO_SUCH_SECRET")!.ReadKey()).Message);
}
