using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Configuration;
using MsgStore.Hosting.Tls;

namespace MsgStore.Hosting.Tests.Configuration;

public sealed class MailHostTests
{
    [Fact]
    public void Host_of_several_protocols_reads_its_certificates_once()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Tls:CertificateFile", "/etc/one.pem"), new("Tls:Further:0:CertificateFile", "/etc/two.pem"),
            new("Smtp:Listeners:a:EndPoint", "127.0.0.1:0"), new("Pop3:Listeners:b:EndPoint", "127.0.0.1:0"), new("ManageSieve:Listeners:c:EndPoint", "127.0.0.1:0"),
        ]);
        builder.AddConfiguredSmtp().AddConfiguredPop3().AddConfiguredManageSieve();
        var options = new TlsOptions();
        using var provider = builder.Services.BuildServiceProvider();
        foreach (var configure in provider.GetServices<IConfigureOptions<TlsOptions>>())
            configure.Configure(options);

        Assert.Equal("/etc/one.pem", options.CertificateFile);
        Assert.Equal("/etc/two.pem", Assert.Single(options.Further).CertificateFile);
    }
}
