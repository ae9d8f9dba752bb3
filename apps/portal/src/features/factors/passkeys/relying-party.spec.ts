import { relyingParty } from './relying-party.js';

describe('the relying party', () => {
  it('is the host of the portal', () => {
    expect(relyingParty({ publicUrl: 'https://services.quimper.example' })).toEqual({
      id: 'services.quimper.example',
      origin: 'https://services.quimper.example',
    });
    expect(relyingParty({ publicUrl: 'http://localhost:8080' })).toEqual({
      id: 'localhost',
      origin: 'http://localhost:8080',
    });
  });

  it.each(['http://127.0.0.1:8080', 'https://[2001:db8::1]'])('is none at %s', (publicUrl) => {
    expect(relyingParty({ publicUrl })).toBeNull();
  });
});
