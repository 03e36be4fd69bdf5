@export()
@description('A place that a buyer fetches files from by SFTP.')
type Drop = {
  @description('The container: 3 to 63 lower-case letters, digits and single dashes.')
  @minLength(3)
  @maxLength(63)
  name: string

  @description('The local user: 3 to 64 lower-case letters, digits and dots. The buyer signs in as account.user.')
  @minLength(3)
  @maxLength(64)
  user: string

  @description('The buyer\'s public SSH key, as in authorized_keys. There are no passwords.')
  publicKey: string
}
