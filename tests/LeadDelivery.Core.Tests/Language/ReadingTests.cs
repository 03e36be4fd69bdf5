using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>What people and forms type, read and written.</summary>
public sealed class ReadingTests
{
    [Theory]
    [InlineData("2026-11-21", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21T15:04:05Z", "2026-11-21T15:04:05Z")]
    [InlineData("2026-11-21T15:04:05.250Z", "2026-11-21T15:04:05.250Z")]
    [InlineData("2026-11-21 15:04", "2026-11-21T15:04:00Z")]
    [InlineData("2026-11-21T15:04:05-0500", "2026-11-21T15:04:05-05:00")]
    [InlineData("2026-11-21T15:04:05+05:30", "2026-11-21T15:04:05+05:30")]
    [InlineData("20261121", "2026-11-21T00:00:00Z")]
    [InlineData("20261121150405", "2026-11-21T15:04:05Z")]
    [InlineData("11/21/2026", "2026-11-21T00:00:00Z")]
    [InlineData("1/2/2026 3:04 PM", "2026-01-02T15:04:00Z")]
    [InlineData("1-2-2026", "2026-01-02T00:00:00Z")]
    [InlineData("5/17/60", "1960-05-17T00:00:00Z")]
    [InlineData("1/2/2026 15:04:05 EST", "2026-01-02T15:04:05-05:00")]
    [InlineData("January 2, 2026", "2026-01-02T00:00:00Z")]
    [InlineData("02-Jan-2026", "2026-01-02T00:00:00Z")]
    [InlineData("Fri, 02 Jan 2026 03:04:05 +0000", "2026-01-02T03:04:05Z")]
    [InlineData("1767323045000", "2026-01-02T03:04:05Z")]
    [InlineData("9/31/2026", "")]
    [InlineData("13/31/2026", "")]
    [InlineData("12345", "")]
    [InlineData("tomorrow", "")]
    [InlineData("0001-01-01T00:00:00+14:00", "")]
    [InlineData("", "")]
    public void Date_is_read_in_its_usual_forms(string text, string expected) => Check("date(x)", text, expected);

    [Theory]
    [InlineData("YYYY-MM-DD HH:mm:ss", "2026-03-04 05:06:07")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssZ", "2026-03-04T05:06:07Z")]
    [InlineData("YYYY-MM-DD[T]HH:mm:ssZ", "2026-03-04T05:06:07+00:00")]
    [InlineData("M/D/YY", "3/4/26")]
    [InlineData("dddd, MMMM Do", "Wednesday, March 4th")]
    [InlineData("ddd MMM dd yyyy h:mm tt", "Wed Mar 04 2026 5:06 AM")]
    [InlineData("YYYYMM", "202603")]
    [InlineData("X", "1772600767")]
    [InlineData("epoch_ms", "1772600767000")]
    public void Date_is_written_by_patterns_of_either_kind(string pattern, string expected) =>
        Assert.Equal(expected, FunctionTests.Evaluate($"format('2026-03-04T05:06:07Z', \"{pattern}\")").ToText());

    [Theory]
    [InlineData("$60,000", "60000")]
    [InlineData("$1100 per month", "1100")]
    [InlineData(" 12.50 ", "12.50")]
    [InlineData("-5", "-5")]
    [InlineData("-$5.25", "-5.25")]
    [InlineData("$-5.25", "-5.25")]
    [InlineData("(45.00)", "-45.00")]
    [InlineData("45%", "45")]
    [InlineData("60,000 USD", "60000")]
    [InlineData("$1,100/month", "1100")]
    [InlineData("60000+", "60000")]
    [InlineData(".5", "0.5")]
    [InlineData("1.5k", "")]
    [InlineData("60k", "")]
    [InlineData("1,5", "")]
    [InlineData("1.234,56", "")]
    [InlineData("1,23,456", "")]
    [InlineData("$50,000 - $75,000", "")]
    [InlineData("about 5", "")]
    [InlineData("99999999999999999999999999999999", "")]
    [InlineData("", "")]
    public void Number_is_read_where_it_is_clear(string text, string expected) => Check("number(x)", text, expected);

    [Theory]
    [InlineData("5551234567", "+15551234567")]
    [InlineData("1 (555) 123-4567", "+15551234567")]
    [InlineData("+1-555-123-4567", "+15551234567")]
    [InlineData("555.123.4567 x89", "+15551234567")]
    [InlineData("555-123-4567 ext. 9", "+15551234567")]
    [InlineData("+44 20 7946 0958", "+442079460958")]
    [InlineData("123", "")]
    [InlineData("555-CALL-NOW", "")]
    [InlineData("", "")]
    public void Phone_is_read_as_people_type_it(string text, string expected) => Check("phone(x)", text, expected);

    [Theory]
    [InlineData("5551234567", true)]
    [InlineData("0551234567", false)]
    [InlineData("5555555555", false)]
    [InlineData("+44 20 7946 0958", true)]
    [InlineData("12345", false)]
    [InlineData("", false)]
    public void Phone_is_valid_when_it_could_exist(string text, bool expected) =>
        Check("isValidPhone(x)", text, expected ? "true" : "false");

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("ann.lee+tag@mail.example.co.uk", true)]
    [InlineData("ann@example", false)]
    [InlineData("ann@@example.com", false)]
    [InlineData("ann example@x.com", false)]
    [InlineData(".ann@example.com", false)]
    [InlineData("ann@-x.com", false)]
    [InlineData("ann@example.123", false)]
    [InlineData("@example.com", false)]
    [InlineData("", false)]
    public void Email_is_valid_when_mail_could_reach_it(string text, bool expected) =>
        Check("isValidEmail(x)", text, expected ? "true" : "false");

    [Theory]
    [InlineData("123 Main St, Austin, TX 78701", "123 Main St|Austin|TX|78701")]
    [InlineData("123 Main St, Apt 4, Austin, TX, 78701-1234", "123 Main St, Apt 4|Austin|TX|78701-1234")]
    [InlineData("12 Oak Ave Apt 3 San Jose CA 95112", "12 Oak Ave Apt 3|San Jose|CA|95112")]
    [InlineData("5 Elm Rd, Raleigh, North Carolina 27601, USA", "5 Elm Rd|Raleigh|NC|27601")]
    [InlineData("10 King St, Toronto, ON M5V 1A1", "10 King St|Toronto|ON|M5V 1A1")]
    [InlineData("Austin, TX", "|Austin|TX|")]
    [InlineData("123 Main St", "123 Main St|||")]
    public void Address_in_one_line_is_taken_apart(string text, string expected) =>
        Check("concat(street(x), '|', city(x), '|', state_of(x), '|', zip(x))", text, expected);

    [Theory]
    [InlineData("Ann Lee", "|Ann||Lee|")]
    [InlineData("Dr. Ann Marie Lee Jr.", "Dr.|Ann|Marie|Lee|Jr.")]
    [InlineData("Lee, Ann Marie", "|Ann|Marie|Lee|")]
    [InlineData("Mr. John Q. Public III", "Mr.|John|Q.|Public|III")]
    [InlineData("Ludwig van Beethoven", "|Ludwig||van Beethoven|")]
    [InlineData("Ann Lee, MD", "|Ann||Lee|MD")]
    [InlineData("Mrs. Lee", "Mrs.|||Lee|")]
    [InlineData("Ann", "|Ann|||")]
    [InlineData("", "||||")]
    public void Full_name_is_taken_apart(string text, string expected) =>
        Check("concat(salutation(x), '|', first_name(x), '|', middle_name(x), '|', last_name(x), '|', suffix(x))", text, expected);

    [Theory]
    [InlineData("José Ñandú Łukasz Straße Nguyễn “x” – y…", "Jose Nandu Lukasz Strasse Nguyen \"x\" - y...")]
    [InlineData("日本", "")]
    public void Ascii_keeps_what_has_a_likeness(string text, string expected) => Check("ascii(x)", text, expected);

    private static void Check(string expression, string text, string expected) =>
        Assert.Equal(expected, FunctionTests.Evaluate(expression, new TestScope().With("x", Value.Of(text))).ToText());
}
