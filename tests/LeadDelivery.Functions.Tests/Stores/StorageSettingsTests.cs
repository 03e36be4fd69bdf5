using LeadDelivery.Functions.Stores;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class StorageSettingsTests
{
    [Fact]
    public void Account_s_name_gives_both_services()
    {
        var settings = Read(("S__accountName", "leads"));
        Assert.Equal("https://leads.table.core.windows.net/", settings.Tables!.ToString());
        Assert.Equal("https://leads.blob.core.windows.net/", settings.Blobs!.ToString());
        Assert.Null(settings.EmulatorConnection);
    }

    [Fact]
    public void Addresses_of_the_services_go_before_the_name() => Assert.Equal(
        "https://tables.private.example/",
        Read(("S__accountName", "leads"), ("S__tableServiceUri", "https://tables.private.example")).Tables!.ToString());

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("AccountName=devstoreaccount1;AccountKey=x;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;")]
    public void Emulator_is_reached_by_its_connection_string(string connection) =>
        Assert.Equal(connection, Read(("S", connection)).EmulatorConnection);

    [Fact]
    public void Connection_string_with_an_account_s_key_is_refused_without_showing_it()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(("S", "AccountName=leads;AccountKey=c2VjcmV0")));
        Assert.Contains("S__accountName", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_settings_are_named() =>
        Assert.Contains("S__accountName", Assert.Throws<InvalidOperationException>(() => Read()).Message, StringComparison.Ordinal);

    private static StorageSettings Read(params (string Name, string Value)[] settings) =>
        StorageSettings.Read("S", name => settings.FirstOrDefault(setting => setting.Name == name).Value);
}
