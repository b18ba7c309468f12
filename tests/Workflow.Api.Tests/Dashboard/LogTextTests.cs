using Workflow.Api.Dashboard;

namespace Workflow.Api.Tests.Dashboard;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain ä 漢 \t end", "plain ä 漢 \t end")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b[38;2;1;2;3mtrue colour\u001b[m", "true colour")]
    [InlineData("\u001b]0;a title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b(Bset", "set")]
    [InlineData("50%\r\b\u0000100%", "50%100%")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("", "")]
    [InlineData("\u001b", "")]
    public void Plain_OfALine_IsWhatATerminalWouldShowWithoutColours(string line, string expected) => Assert.Equal(expected, LogText.Plain(line));
}
