using Workflow.Api.Gateway;

namespace Workflow.Api.Tests.Gateway;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("/endpoints/default/x/model/score", "x", "/endpoints/default/x", "/model/score")]
    [InlineData("/endpoints/default/x", "x", "/endpoints/default/x", "/")]
    [InlineData("/endpoints/default/x/", "x", "/endpoints/default/x", "/")]
    [InlineData("/endpoints/default/x?a=/b/c", "x", "/endpoints/default/x", "/?a=/b/c")]
    [InlineData("/endpoints/default/x/%2e%2e/a//b/%41?q=%20+&%", "x", "/endpoints/default/x", "/%2e%2e/a//b/%41?q=%20+&%")]
    [InlineData("/endpoints/default/x/../../api/v1/runs", "x", "/endpoints/default/x", "/../../api/v1/runs")]
    [InlineData("/endpoints/default/a%2Fb/c", "a/b", "/endpoints/default/a%2Fb", "/c")]
    [InlineData("http://127.0.0.1:8080/endpoints/default/x/ping", "x", "/endpoints/default/x", "/ping")]
    public void Parse_AddressOfAnEndpoint_LeavesTheRestAsItCame(string requestTarget, string endpoint, string prefix, string rest) =>
        Assert.Equal(new EndpointAddress("default", endpoint, prefix, rest), EndpointAddress.Parse(requestTarget));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("/")]
    [InlineData("/endpoints")]
    [InlineData("/endpoints/")]
    [InlineData("/endpoints/default")]
    [InlineData("/endpoints/default/")]
    [InlineData("/endpoints//x")]
    [InlineData("/endpoints?/default/x")]
    [InlineData("/Endpoints/default/x")]
    [InlineData("/api/v1/endpoints/x/stop")]
    [InlineData("/a/../endpoints/default/x")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("127.0.0.1:8080")]
    public void Parse_AnythingElse_IsNotTheGateways(string requestTarget) => Assert.Null(EndpointAddress.Parse(requestTarget));
}
